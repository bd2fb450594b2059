using Foyer.Benchmarks.Load;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>Resident memory: idle after the first page, at most while tokens and users are read, at most while 64 sign in at once.</summary>
internal static class Memory
{
    private const int SignInsAtOnce = 64;

    public static async Task<IReadOnlyList<Row>> Run(Machine machine)
    {
        double idle = await Idle(() => machine.StartFoyer(machine.NewFolder("memory")));
        double emptyIdle = await Idle(machine.StartEmptyFloor);

        await using House house = await House.Build(await machine.StartFoyer(machine.NewFolder("memory-load")));
        await using RunningServer empty = await machine.StartEmptyFloor();
        double emptyLoaded = await Peak(empty, [Http.Get("/plaintext")], 32);
        double loaded = Math.Max(await Peak(house.Server, house.Mint, 32), await Peak(house.Server, house.GetUser, 32));
        double signingIn = await Peak(house.Server, house.SignIn, SignInsAtOnce);
        return
        [
            new Row { Name = "memory-idle", Unit = "MB", Value = idle, Floor = emptyIdle, FloorIs = "empty Kestrel, idle", Target = 1.29 },
            new Row { Name = "memory-load", Unit = "MB", Value = loaded, Floor = emptyLoaded, FloorIs = "empty Kestrel under load", Target = 1.28 },
            new Row { Name = "memory-sign-ins", Unit = "MB", Value = signingIn, Floor = emptyLoaded, FloorIs = "empty Kestrel under load", Target = 1.78 },
        ];
    }

    private static async Task<double> Idle(Func<Task<RunningServer>> start)
    {
        await using RunningServer server = await start();
        await Task.Delay(TimeSpan.FromSeconds(3));
        return server.Memory;
    }

    private static async Task<double> Peak(RunningServer server, IReadOnlyList<string> requests, int connections)
    {
        Task<LoadResult> load = Meter.Load(new LoadJob
        {
            Port = server.Port, ServerProcess = server.ProcessId, Requests = requests, Connections = connections, Seconds = 4,
        });
        double peak = 0;
        while (!load.IsCompleted)
        {
            peak = Math.Max(peak, server.Memory);
            await Task.Delay(50);
        }

        await load;
        return peak;
    }
}
