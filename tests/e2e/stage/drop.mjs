// Files that a hand drops.

/** Drops these files on that place, each with its text. */
export async function drop(place, texts) {
  const files = await place.page().evaluateHandle((texts) => {
    const files = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) files.items.add(new File([text], name, { type: "application/toml" }));
    return files;
  }, texts);
  for (const kind of ["dragover", "drop"]) await place.dispatchEvent(kind, { dataTransfer: files });
}
