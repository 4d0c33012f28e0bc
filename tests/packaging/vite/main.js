import { init } from "parlour";

const { content: gateway } = document.querySelector("meta[name=gateway]");
init({ bot: "0f8fad5b-d9cb-469f-a165-70867728950e", gateway });
