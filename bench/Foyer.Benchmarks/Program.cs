using System.Globalization;
using System.Text.Json;
using Foyer.Benchmarks.Load;
using Foyer.Benchmarks.Measuring;
using Foyer.Benchmarks.Rows;

// Foyer.Benchmarks FOYER FLOOR [--json] [NAME…]    measures; FOYER and FLOOR are the two executables
// Foyer.Benchmarks load                            keeps a server busy, as its standard input says; started by the first form
// Foyer.Benchmarks provider                        is a social provider until its standard input ends; started by the first form

if (args is ["load"])
{
    LoadJob job = JsonSerializer.Deserialize(await Console.In.ReadToEndAsync(), LoadJson.Default.LoadJob)!;
    Console.WriteLine(JsonSerializer.Serialize(await LoadGenerator.Run(job), LoadJson.Default.LoadResult));
    return 0;
}

if (args is ["provider"])
{
    await RunningProvider.Serve();
    return 0;
}

Dictionary<string, Func<Machine, Task<IReadOnlyList<Row>>>> known = new()
{
    ["mint"] = Requests.Mint,
    ["verify"] = _ => Verification.Run(),
    ["sign-in"] = Requests.SignIn,
    ["sign-in-email-code"] = WaysIn.EmailCode,
    ["sign-in-totp"] = WaysIn.SecondFactor,
    ["sign-in-oauth"] = WaysIn.OAuth,
    ["sign-in-imported"] = WaysIn.Imported,
    ["sign-up"] = WaysIn.NewUser,
    ["get-user"] = Requests.GetUser,
    ["environment"] = Requests.Environment,
    ["cold-start"] = ColdStart.Run,
    ["memory"] = Memory.Run,
};

bool json = args.Contains("--json");
string[] chosen = [.. args[2..].Where(name => name != "--json")];
if (chosen.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no row '{unknown}'; there are {string.Join(", ", known.Keys)}.");
    return 2;
}

string folder = Directory.CreateTempSubdirectory("foyer-bench-").FullName;
Table table = new(Console.Out, json);
int exitCode = 0;
try
{
    await using Machine machine = new(args[0], args[1], folder);
    table.Begin();
    foreach (string name in known.Keys.Where(name => chosen.Length == 0 || chosen.Contains(name)))
    {
        try
        {
            foreach (Row row in await known[name](machine))
            {
                table.Add(row);
            }
        }
        catch (BenchmarkException wrong)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {wrong.Message}"));
            exitCode = 1;
        }
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return exitCode;
