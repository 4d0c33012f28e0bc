import { useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { ParlourChat } from "parlour/react";

const { content: gateway } = document.querySelector("meta[name=gateway]");

function App() {
  const chat = useRef(null);
  const [heard, setHeard] = useState([]);
  const [theme, setTheme] = useState("light");
  return (
    <>
      <button onClick={() => chat.current.send("from the ref", { silent: true })}>ref</button>
      <button onClick={() => setTheme("dark")}>dark</button>
      <output>{heard.join(" ")}</output>
      <ParlourChat
        ref={chat}
        bot="0f8fad5b-d9cb-469f-a165-70867728950e"
        gateway={gateway}
        theme={theme}
        strings={{ write: "Frag uns" }}
        onMessage={({ author }) => setHeard((before) => [...before, author])}
      />
    </>
  );
}

createRoot(document.querySelector("#root")).render(<App />);
