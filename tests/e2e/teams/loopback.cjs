// The Agents Playground would listen on every address of the computer. Nothing of it is changed:
// Node is asked to load this first, and a server that names no address gets the loopback one.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const where = typeof port === "number" ? { port, host: "127.0.0.1" } : port;
  return listen.call(this, where, ...rest);
};
