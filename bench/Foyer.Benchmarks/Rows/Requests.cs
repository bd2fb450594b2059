using Foyer.Benchmarks.Load;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>Rows that are answered over HTTP: each has a Kestrel that does the least beside it.</summary>
internal static class Requests
{
    private const int SignInsAtOnce = 8;

    public static async Task<IReadOnlyList<Row>> Mint(Machine machine)
    {
        (House house, RunningServer floor) = (await machine.House(), await machine.Floor());
        string[] token = [Http.PostForm("/token", "organization_id=&tab_state=focused")];
        await Meter.WarmUp(house.Server, house.Mint);
        await Meter.WarmUp(floor, token);

        double[] rates = await Meter.InTurns(Meter.Answers(house.Server, house.Mint), Meter.Answers(floor, token), Rsa.Sign());
        return
        [
            new Row { Name = "mint", Unit = "tokens/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Kestrel + JSON + RSA sign", Target = 0.95 },
            new Row { Name = "mint-rsa", Unit = "tokens/cpu-s", Value = rates[0], Floor = rates[2], FloorIs = "RSA-2048 sign alone", Target = 0.92 },
        ];
    }

    public static async Task<IReadOnlyList<Row>> SignIn(Machine machine)
    {
        House house = await machine.House();
        // Few a second, so the compiler needs longer to see what is hot.
        await Meter.WarmUp(house.Server, house.SignIn, SignInsAtOnce, seconds: 10);

        double[] rates = await Meter.InTurns(Meter.Answers(house.Server, house.SignIn, SignInsAtOnce), Hashing.Argon2());
        return [new Row { Name = "sign-in", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Argon2id 19 MiB, 2 passes, alone", Target = 0.92 }];
    }

    public static async Task<IReadOnlyList<Row>> GetUser(Machine machine)
    {
        (House house, RunningServer floor) = (await machine.House(), await machine.Floor());
        string[] read = [.. Enumerable.Range(0, house.GetUser.Count).Select(number => Http.Get(Machine.FloorUser(number)))];
        await Meter.WarmUp(house.Server, house.GetUser);
        await Meter.WarmUp(floor, read);

        double[] rates = await Meter.InTurns(Meter.Answers(house.Server, house.GetUser), Meter.Answers(floor, read));
        return [new Row { Name = "get-user", Unit = "requests/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Kestrel + one SQLite point read", Target = 0.85 }];
    }

    public static async Task<IReadOnlyList<Row>> Environment(Machine machine)
    {
        (House house, RunningServer floor) = (await machine.House(), await machine.Floor());
        string[] plain = [Http.Get("/plaintext")];
        string[] plainOfSameLength = [Http.Get($"/plaintext/{house.EnvironmentLength}")];
        await Meter.WarmUp(house.Server, house.Environment);
        await Meter.WarmUp(floor, plainOfSameLength);
        await Meter.WarmUp(floor, plain);

        double[] rates = await Meter.InTurns(
            Meter.Answers(house.Server, house.Environment), Meter.Answers(floor, plain), Meter.Answers(floor, plainOfSameLength));
        return
        [
            new Row { Name = "environment", Unit = "requests/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Kestrel, 13 bytes of plain text", Target = 0.90 },
            new Row { Name = "environment-size", Unit = "requests/cpu-s", Value = rates[0], Floor = rates[2], FloorIs = $"Kestrel, {house.EnvironmentLength} bytes of plain text", Target = 0.90 },
        ];
    }
}
