// What the Agents Playground has no setting for. Nothing of it is changed: Node is asked to load
// this first.
const { ClientRequest } = require("node:http");
const { Server } = require("node:net");

// It would listen on every address of the computer: a server that names none gets the loopback one.
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const where = typeof port === "number" ? { port, host: "127.0.0.1" } : port;
  return listen.call(this, where, ...rest);
};

// It says of all its users that their Teams is in English. These ones have theirs in Swedish.
const inSwedish = (data) =>
  typeof data === "string" || Buffer.isBuffer(data)
    ? String(data).replaceAll('"locale":"en-US"', '"locale":"sv-SE"')
    : data;
for (const name of ["write", "end"]) {
  const send = ClientRequest.prototype[name];
  ClientRequest.prototype[name] = function (data, ...rest) {
    return send.call(this, inSwedish(data), ...rest);
  };
}
