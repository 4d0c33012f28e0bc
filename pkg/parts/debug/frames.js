// Server-sent events, read beside the chat, which reads them for itself.
import { FRAME_CHARS } from "./limits.js";

const END = /\r\n\r\n|\n\n|\r\r/;

/** Takes bytes of a stream and tells its events, `{event, id, data}`; comments are left out. */
export function frames(told) {
  const decoder = new TextDecoder();
  let rest = "";
  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true });
    const whole = rest.split(END);
    rest = whole.pop().slice(-FRAME_CHARS);
    for (const lines of whole) {
      const frame = { event: "message", id: undefined, data: [] };
      for (const line of lines.split(/\r\n|\n|\r/)) {
        const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
        if (name === "data") frame.data.push(value);
        else if (name === "event" || name === "id") frame[name] = value;
      }
      if (frame.data.length) told({ ...frame, data: frame.data.join("\n") });
    }
  };
}
