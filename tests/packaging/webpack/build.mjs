// What `webpack` on the command line does, without its package.
import { cp } from "node:fs/promises";
import webpack from "webpack";
import config from "./webpack.config.mjs";

const stats = await new Promise((done, failed) => webpack(config, (error, stats) => (error ? failed(error) : done(stats))));
const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
for (const { message } of [...errors, ...warnings]) console.error(message);
if (errors.length || warnings.length) process.exit(1);
await cp("index.html", "dist/index.html");
