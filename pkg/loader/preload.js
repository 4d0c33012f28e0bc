// A dynamic `import()` takes no integrity, so a module is first fetched by
// `<link rel="modulepreload" integrity>`: a browser that honours it puts the verified module into its
// module map, and the `import()` of the same address takes it from there. One that ignores `integrity`
// on such links runs what the gateway sent over its connection.

/** Resolves when the module at this address is there, and is the one of this hash. */
export const preload = (href, integrity, nonce) => {
  const link = document.createElement("link");
  return new Promise((done, failed) => {
    if (!link.relList.supports("modulepreload")) return done();
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.integrity = integrity;
    link.nonce = nonce || "";
    link.onload = () => done(link.remove());
    link.onerror = (error) => failed(error, link.remove());
    link.href = href;
    document.head.append(link);
  });
};
