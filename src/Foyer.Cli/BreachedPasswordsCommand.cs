using System.CommandLine;
using System.Globalization;
using Foyer.Server.Passwords;

namespace Foyer.Cli;

/// <summary><c>foyer breached-passwords</c>: the file a server looks breached passwords up in.</summary>
internal static class BreachedPasswordsCommand
{
    public static Command Create()
    {
        Option<string> input = new("--input") { Description = "List: each line a password, or its SHA-1 in hex with or without a count.", Required = true };
        Option<string> output = new("--output") { Description = "Filter file to write.", Required = true };
        Command build = new("build", "Make a filter file of a list.") { input, output };
        build.SetAction(parsed =>
        {
            long count = BreachedPasswordFilter.Build(parsed.GetValue(input)!, parsed.GetValue(output)!);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} passwords in {parsed.GetValue(output)}"));
            return 0;
        });
        return new Command("breached-passwords", "Lists of passwords that became known.") { build };
    }
}
