// Moves the bars of exports and checks that are under way. Without it the page has a link that looks again.
const LOOK_MS = 1000;

const look = async (item) => {
  const answer = await fetch(item.dataset.job);
  if (!answer.ok) return;
  const { is_open, rows_done, rows_total, told } = await answer.json();
  item.querySelector("[data-said]").textContent = told;
  // What a finished one offers is drawn by the server, in one place.
  if (!is_open) return location.reload();
  const bar = item.querySelector("progress");
  if (rows_total !== null) {
    bar.max = Math.max(rows_total, 1);
    bar.value = rows_done;
  }
  setTimeout(look, LOOK_MS, item);
};

for (const item of document.querySelectorAll("[data-job]")) {
  item.querySelector(".again")?.remove();
  setTimeout(look, LOOK_MS, item);
}
