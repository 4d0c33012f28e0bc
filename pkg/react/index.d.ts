// `parlour/react`. Written by hand; the options are those of the configuration.
import type { ForwardRefExoticComponent, ReactNode, RefAttributes } from "react";
import type { Chat, Config, Events } from "../index.js";

type Pascal<S extends string> = S extends `${infer Head}-${infer Rest}` ? `${Capitalize<Head>}${Pascal<Rest>}` : Capitalize<S>;

/** `onMessage`, `onBeforeSend`, …: one prop for each event, without the `parlour:`. */
export type Listeners = {
  [N in keyof Events & string as `on${Pascal<N>}`]?: (detail: Events[N], event: CustomEvent) => void;
};

/** Options of the configuration, events, and what stands in the element's slots. */
export interface ParlourChatProps extends Config, Listeners {
  className?: string;
  children?: ReactNode;
}

/** `<parlour-chat>` as a component; its ref is the instance. */
export declare const ParlourChat: ForwardRefExoticComponent<ParlourChatProps & RefAttributes<Chat>>;
