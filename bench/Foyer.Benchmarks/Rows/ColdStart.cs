using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>From nothing to the first sign-in page, on a database that exists.</summary>
internal static class ColdStart
{
    private const int Starts = 9;

    public static async Task<IReadOnlyList<Row>> Run(Machine machine)
    {
        string data = machine.NewFolder("cold");
        await (await machine.StartFoyer(data)).DisposeAsync();
        List<RunningServer> foyer = [];
        List<RunningServer> empty = [];
        for (int start = 0; start < Starts; start++)
        {
            foyer.Add(await StartAndStop(() => machine.StartFoyer(data)));
            empty.Add(await StartAndStop(machine.StartEmptyFloor));
        }

        return
        [
            new Row
            {
                Name = "cold-start", Unit = "ms", Target = 1.35, FloorIs = "empty Kestrel",
                Value = Meter.Median(foyer.Select(server => server.ColdStart.TotalMilliseconds)),
                Floor = Meter.Median(empty.Select(server => server.ColdStart.TotalMilliseconds)),
            },
            new Row
            {
                Name = "cold-start-cpu", Unit = "cpu-ms", Target = 1.35, FloorIs = "empty Kestrel",
                Value = Meter.Median(foyer.Select(server => server.ColdStartCpu.TotalMilliseconds)),
                Floor = Meter.Median(empty.Select(server => server.ColdStartCpu.TotalMilliseconds)),
            },
        ];
    }

    private static async Task<RunningServer> StartAndStop(Func<Task<RunningServer>> start)
    {
        RunningServer server = await start();
        await server.DisposeAsync();
        return server;
    }
}
