// Every sentence Parlour says for itself, in English. This file is the list of keys.
//
// A group is an exported object. `chat` is what a text chat needs: it is built into the wasm
// (widget/build.rs makes the enum `Word` of it, a key `send` being `Word::Send`). The other groups belong
// to the parts of pkg/parts/, which import theirs from here. A file `<tag>.json` beside this one holds the
// keys of all groups in one language.
//
// Keys are unique over all groups. One key stands on one line. `{name}` is filled in; a sentence that
// counts is an object by plural category (CLDR) and its number is `{n}`. No markup, no line feed.

export const chat = {
  // The launcher.
  launcher: "Chat",
  launcherNamed: "Chat with {name}",

  // The window: its title where the bot has no name, its buttons.
  title: "Chat",
  close: "Close chat",
  menu: "More options",

  // How the chat is reached: the word beside the dot, then the line above the composer.
  online: "Online",
  connecting: "Connecting…",
  offline: "Offline",
  reconnecting: "Reconnecting…",
  unavailable: "Not available",
  offlineLong: "You are offline. Your messages are kept and sent as soon as the network is back.",
  delayedLong: "The chat is slow to answer. Your messages are kept and sent as soon as it does.",

  // The transcript: its name, and what stands between messages. Today and yesterday stand alone on a line.
  conversation: "Conversation",
  today: "Today",
  yesterday: "Yesterday",
  newMessages: { one: "{n} new message", other: "{n} new messages" },
  toLatest: "Go to the latest message",
  earlier: "Load earlier messages",
  loadingEarlier: "Loading earlier messages…",
  beginning: "Start of the conversation",

  // Who speaks, for a screen reader: read out before the message.
  youSaid: "You:",
  said: "{name}:",
  agent: "Agent",

  // Waiting for an answer: at once, after 3, 15 and 60 seconds.
  isTyping: "{name} is typing",
  working: "Still working on it…",
  workingLong: "This is taking a little longer than usual.",
  workingVeryLong: "Still no answer. You can keep waiting, or write again.",

  // How far a message of the visitor has come, and what can be done about it.
  queued: "Waiting to be sent",
  sending: "Sending…",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  uncertain: "It is not certain that this arrived.",
  failedRefused: "Not sent: the chat did not accept this message.",
  failedTooLong: "Not sent: this message is too long.",
  failedUnreachable: "Not sent: the chat could not be reached.",
  failedAnswer: "Not answered: something went wrong on the other side.",
  tryAgain: "Try again",
  discard: "Discard",
  cancel: "Cancel",

  // What the widget says in the transcript.
  unreadable: "Something arrived that this version of the chat cannot show.",
  unavailableLong: "This chat is not available right now. Please try again later.",
  unidentified: "You could not be signed in. Please sign in again on this site.",
  reloaded: "The conversation was loaded again.",
  notKept: "This browser keeps nothing: the conversation ends with this page.",
  ended: "This conversation has ended.",

  // The browser's storage is full.
  noRoom: "This browser has no room to keep your message. Send it again to send it without keeping it.",

  // People: waiting for one, and their coming and going.
  waitingForAgent: "Waiting for someone to join…",
  queuePlace: { one: "{n} person is ahead of you.", other: "{n} people are ahead of you." },
  queueNext: "You are next.",
  joined: "{name} joined the chat.",
  left: "{name} left the chat.",

  // The composer.
  message: "Message",
  write: "Write a message…",
  send: "Send message",
  charactersLeft: { one: "{n} character left", other: "{n} characters left" },
  charactersOver: { one: "{n} character too many", other: "{n} characters too many" },
  suggestedReplies: "Suggested replies",
  choicesOnly: "Choose one of the replies above to go on.",

  // Content. `newTab` follows a link's text for a screen reader.
  undrawable: "This message cannot be shown here.",
  newTab: "opens in a new tab",
  copy: "Copy",
  copied: "Copied",
  mediaFailed: "This could not be loaded.",
  showMore: "Show more",
  showLess: "Show less",
};

/** What calls the visitor: the launcher's badge, the teaser beside it, the title of the tab. */
export const attention = {
  unread: { one: "{n} unread message", other: "{n} unread messages" },
  tabTitle: { one: "({n}) New message", other: "({n}) New messages" },
  dismiss: "Dismiss",
};

/** The way to files, and what is told of one that waits. */
export const attaching = {
  attach: "Attach a file",
  dropHere: "Drop files here to send them",
  removeFile: "Remove {name}",
  uploadFailed: "{name} could not be uploaded.",
};

/** Files of the visitor. `{size}` is a file size, `{percent}` a percentage, both as the language writes them. */
export const upload = {
  uploading: "Uploading {name}",
  uploaded: "{percent} uploaded",
  cancelUpload: "Cancel upload",
  fileTooLarge: "{name} is too large. The limit is {size}.",
  fileRefused: "{name} cannot be sent: this kind of file is not accepted.",
  fileEmpty: "{name} cannot be sent: the file is empty.",
  tooManyFiles: { one: "You can send {n} file at a time.", other: "You can send {n} files at a time." },
};

/** What is shown beside text: names for what has none of its own. */
export const content = {
  image: "Image",
  video: "Video",
  audio: "Audio",
  file: "File",
  downloadFile: "Download {name}",
  location: "Location",
  openMap: "Open in maps",
};

/** The visitor's own place. */
export const place = {
  shareLocation: "Share my location",
  locating: "Finding your location…",
  locationRefused: "Your location was not shared. You can type it instead.",
  locationFailed: "Your location could not be found. You can type it instead.",
};

/** The window's menu, and what an ended conversation offers. */
export const menu = {
  saveTranscript: "Download conversation",
  soundOn: "Turn sound on",
  soundOff: "Turn sound off",
  startAgain: "Start a new conversation",
};

/** Cards side by side. */
export const carousel = {
  carousel: "Cards",
  previous: "Previous",
  next: "Next",
  slide: "{n} of {total}",
};

/** One picture over the whole window. */
export const lightbox = {
  enlarge: "Enlarge image",
  closeImage: "Close image",
  saveImage: "Download image",
};

/** Forms, and the one before the first message. */
export const form = {
  required: "required",
  optional: "optional",
  missing: "Please fill in this field.",
  fillOne: "Please fill in at least one field.",
  chooseOne: "Choose an option",
  badEmail: "Enter an email address such as name@example.com.",
  badPhone: "Enter a phone number, digits only.",
  badNumber: "Enter a number.",
  badForm: { one: "Please check {n} field.", other: "Please check {n} fields." },
  submit: "Submit",
  aboutYou: "Before we start, tell us about you",
  name: "Name",
  email: "Email",
  phone: "Phone",
  question: "How can we help?",
  startChat: "Start chat",
};

/** The date picker. `{date}` is a date as the language writes it. */
export const date = {
  chooseDate: "Choose a date",
  badDate: "Enter a date.",
  tooEarly: "Choose {date} or later.",
  tooLate: "Choose {date} or earlier.",
};

/** Several of a few options. */
export const select = {
  chooseSeveral: "Choose all that apply",
  chooseMore: "Choose at least {n}.",
  confirm: "Confirm",
};

/** Rating a conversation or an answer. */
export const rating = {
  rate: "How was this conversation?",
  stars: { one: "{n} star", other: "{n} stars" },
  comment: "Anything you would like to add?",
  sendRating: "Send rating",
  thanks: "Thank you for your feedback.",
};

/** Consent before the first message; its text comes from the page's configuration. */
export const consent = {
  consentTitle: "Your privacy",
  agree: "Agree",
  decline: "Decline",
  declined: "You declined, so no messages can be sent.",
  decideAgain: "Change your decision",
};

/** Voice input. */
export const voice = {
  speak: "Speak your message",
  listening: "Listening…",
  stopListening: "Stop listening",
  noMicrophone: "The microphone is blocked. Allow it in your browser’s settings.",
  nothingHeard: "Nothing was heard. Please try again.",
};

/** An answer that is being made. */
export const streaming = {
  stop: "Stop",
};

/** What the server says in place of the rest of an answer that is not whole; no part says it. */
export const unfinished = {
  answerStopped: "You stopped this answer.",
  answerBroken: "The answer broke off here. You can ask again.",
  answerCutShort: "The answer was too long and ends here.",
  answerWithheld: "The bot cannot answer this.",
};
