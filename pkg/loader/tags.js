// Which of the languages there are serves a BCP 47 tag.

/** The name among `names` that serves `tag`: itself, its script or region, its language; else `undefined`. */
export function chosen(tag, names) {
  let locale;
  try {
    locale = new Intl.Locale(tag).maximize();
  } catch {
    return;
  }
  const { language, script, region } = locale;
  // Our Chinese files are named by region, as pages are; a script says the same.
  const kin = { Hans: "zh-CN", Hant: "zh-TW" }[language === "zh" ? script : ""] || { nn: "nb", no: "nb" }[language];
  return [tag, `${language}-${script}`, `${language}-${region}`, kin, language].find((one) => names.includes(one));
}
