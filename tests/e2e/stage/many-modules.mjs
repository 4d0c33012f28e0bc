// A flow of 500 modules: a menu of 45 topics, each of 11 modules that fork and lead back to the menu.
const TOPICS = 45;
const DEEP = 11;

const module = ({ id, name, more = "", leads }) =>
  `[[module]]\nid = ${id}\nname = "${name}"\n${more}instruction = "This is ${name}."\n` +
  `connection = [${leads.map(([to, says]) => `{ to = "${to}", any_of = "${says}" }`).join(", ")}]\n`;

const name = (topic, nth) => `topic-${topic}-${nth}`;

function* topic(number) {
  for (let nth = 0; nth < DEEP; nth += 1) {
    const leads = [["menu", "menu"]];
    if (nth % 2 === 0) {
      for (const ahead of [nth + 1, nth + 2]) if (ahead < DEEP) leads.push([name(number, ahead), `go ${ahead}`]);
    } else if (nth + 2 < DEEP) {
      leads.push([name(number, nth + 2), "go on"]);
    }
    if (nth + 1 === DEEP) leads.push(["anything-else", "done"]);
    const more = nth === 0 && number % 3 === 0 ? `is_global = true\nwhen = { any_of = "help ${number}" }\n` : "";
    yield module({ id: 10 + number * DEEP + nth, name: name(number, nth), more, leads });
  }
}

/** The flow, as its file. */
export function manyModules() {
  const topics = Array.from({ length: TOPICS }, (_, number) => number);
  return [
    'name = "Many modules"\nfallback = "sorry"\n',
    module({ id: 1, name: "menu", more: "starting = true\n", leads: topics.map((number) => [name(number, 0), `topic ${number}`]) }),
    module({ id: 2, name: "sorry", leads: [] }),
    module({ id: 3, name: "anything-else", leads: [["menu", "menu"]] }),
    module({ id: 4, name: "opening-hours", more: 'is_global = true\nwhen = { any_of = "hours" }\n', leads: [] }),
    module({ id: 5, name: "imprint", more: "by_ref = true\n", leads: [] }),
    ...topics.flatMap((number) => [...topic(number)]),
  ].join("\n");
}
