// What a run has shown, for people and for programs.

const seconds = (ms) => (ms === null || ms === undefined ? "none" : `${(ms / 1_000).toFixed(1)} s`);
const number = (value) => value.toLocaleString("en-US");
const sum = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
const listed = (counts) => Object.entries(counts).filter(([, count]) => count).map(([name, count]) => `${name} ${number(count)}`).join(", ") || "none";
const recovered = ({ count, p50, p95, p99, most }) =>
  count ? `p50 ${seconds(p50)}, p95 ${seconds(p95)}, p99 ${seconds(p99)}, longest ${seconds(most)} (${number(count)} times)` : "none";

/** The rows of the table. */
export function rows(figures) {
  const { kills, faults, messages, shown, recovery, server, counts } = figures;
  return [
    ["seed, commit", `${figures.seed}, ${figures.commit}`],
    ["time", `${figures.minutes} min of faults, ${Math.round(figures.seconds / 60)} min in all; ${figures.visitors} visitors, ${figures.tabs} tabs`],
    ["server killed", `${number(sum(kills))}: ${listed(kills)}`],
    ["other faults", `${number(sum(faults))}: ${listed(faults)}`],
    ["messages said", `${number(messages.said)} by visitors (${number(messages.typed)} by the keyboard)`],
    ["stored", `${number(messages.stored)} of visitors, ${number(messages.answers)} answers, ${number(messages.others)} greetings`],
    ["shown", `${number(shown.places)} places of the log compared in ${number(shown.tabs)} tabs`],
    ["lost", `${counts.lost} between visitor and store, ${shown.missing} between store and tab`],
    ["doubled", `${counts.doubled} stored twice, ${counts.answeredTwice} answered twice, ${shown.twice} shown twice`],
    ["out of order", `${shown.misordered}; logs with a gap ${counts.gaps}`],
    ["without an answer", `${counts.unanswered}`],
    ["excused", `${number(sum(counts.excused))}: ${listed(counts.excused)}`],
    ["not taken", `${number(sum(counts.refused))} refused and said so: ${listed(counts.refused)}; ${counts.neverSaid} whose page ended before they were shown`],
    ["level again", recovered(recovery.all)],
    ["  after the server", recovered(recovery.server)],
    ["  after the line", recovered(recovery.network)],
    ["  after offline", recovered(recovery.offline)],
    ["  after a dead line", recovered(recovery["half-open"])],
    ["server back", `p50 ${seconds(server.gap.p50)}, p99 ${seconds(server.gap.p99)} from death to listening`],
    ["server's size", `${server.before.megabytes} MB and ${server.before.files} files before, ${server.after.megabytes} MB and ${server.after.files} files after ${server.quiet} quiet messages`],
    ["rounds", `${number(figures.rounds)} checked, ${figures.brokenOff} broken off; ${figures.overtaken} measurements overtaken; the browser ended ${figures.browserEnds} times`],
    ["faults given up", listed(figures.failedFaults)],
  ];
}

/** `[claim, whether it held]`, what the exit code and the area's count are made of. */
export function checks({ kills, faults, messages, shown, counts, server, recovery, dose, report, integrity, jobs, complaints, uncaught, brokenOff, harness, notLevel }) {
  return [
    ["nothing that was shown to its visitor is lost", counts.lost === 0 && counts.ignored === 0],
    ["nothing is stored or answered twice", counts.doubled === 0 && counts.answeredTwice === 0 && counts.foreignIds === 0],
    ["each message has its answer", counts.unanswered === 0],
    ["each log has places from 1 without a gap", counts.gaps === 0],
    ["each tab shows its log, whole", shown.missing === 0 && shown.twice === 0 && notLevel === 0],
    ["everything stands in the order of saying", shown.misordered === 0],
    ["reports have the rows of the log", report.wrong === 0],
    ["no work is left over", jobs === 0],
    ["the files are whole", integrity.every((word) => word === "ok")],
    ["the server complained of nothing and nobody spoke but the visitors", complaints.length === 0 && messages.strangers === 0],
    ["nothing was thrown in a page that nobody caught", uncaught === 0],
    ["the server is as large as before", server.after.files <= server.before.files * 1.1 + 4 && server.after.megabytes <= server.before.megabytes * 1.1 + 12],
    ["every round was checked to its end", brokenOff === 0 && harness === 0],
    [`at least ${dose.kills} kills and ${dose.messages} messages`, sum(kills) - kills.migrating >= dose.kills && messages.stored >= dose.messages],
    ["each kind of fault was met", [...Object.entries(kills), ...Object.entries(faults)].every(([name, count]) => count > 0 || dose.optional.includes(name))],
    [`level again within ${seconds(dose.p95)} in 95 % and ${seconds(dose.p99)} in 99 %`, recovery.all.p95 !== null && recovery.all.p95 <= dose.p95 && recovery.all.p99 <= dose.p99],
  ];
}

/** What goes into DELIVERY.md. */
export function block(figures) {
  const lines = rows(figures).map(([name, text]) => `| ${name.trim()} | ${text} |`);
  return [
    "### Real browser, real server",
    "",
    `\`cargo xtask soak --minutes ${figures.minutes} --seed ${figures.seed}\`, commit \`${figures.commit}\`, ${figures.day}, ${figures.machine}:`,
    "",
    "| what | figure |",
    "|---|---|",
    ...lines,
    "",
  ].join("\n");
}
