import { Command } from "commander";
import { addUnderstandCommands } from "./understand.ts";

const program = new Command("passerelle")
  .description("Commands for whoever runs Passerelle. They use the configuration in the environment, or join a running `npm start`.")
  .showHelpAfterError("(add --help for how to use it)");

// the service's modules take longer to load than a thousand sentences to understand
if (process.argv[2] === "understand") addUnderstandCommands(program);
else (await import("./service-commands.ts")).addServiceCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const { name, message, code } = error as NodeJS.ErrnoException;
  const plain = name === "ConfigError" || name === "DomainError";
  console.error(plain ? message : code === "ECONNREFUSED" ? "The database does not answer at DATABASE_URL." : `Failed: ${message}`);
  process.exitCode = 1;
}
