// Asks a URL once, trusting one authority, and prints what it says.
import fs from "node:fs";
import https from "node:https";

const [url, authority] = process.argv.slice(2);
const request = https.get(url, { ca: fs.readFileSync(authority), timeout: 2000 }, (answer) => {
  console.log(answer.statusCode);
  answer.resume();
});
request.on("timeout", () => request.destroy(new Error("its own time-out")));
request.on("error", (error) => console.log(error.code ?? "", error.message));
