using System.CommandLine;
using Foyer.Cli;
using Foyer.Server;

// `foyer` alone serves: the shortest way to a running server is the right one.
string[] words = args.Length == 0 || args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version") ? ["serve", .. args] : args;
RootCommand root = new("Foyer: the front door of your application, on your own server.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    MigrateCommand.Create(),
    DoctorCommand.Create(),
    BreachedPasswordsCommand.Create(),
};
try
{
    return await root.Parse(words).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (StartupException problem)
{
    await Console.Error.WriteLineAsync("foyer: " + problem.Message);
    return 1;
}
