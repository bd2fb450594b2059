using System.Globalization;
using Foyer.Benchmarks.Measuring;

namespace Foyer.Benchmarks.Rows;

/// <summary>The programs under measurement, a folder to work in, and the two servers most rows share, started when first asked for.</summary>
internal sealed class Machine(string foyer, string floor, string folder) : IAsyncDisposable
{
    private const int FloorRows = 2000;

    private House? _house;
    private RunningServer? _floor;

    public async Task<House> House() => _house ??= await Rows.House.Build(await StartFoyer(Path.Combine(folder, "house")));

    public async Task<RunningServer> Floor() => _floor ??= await StartFloor(
        "/plaintext", Path.Combine(folder, "floor.db"), FloorRows.ToString(CultureInfo.InvariantCulture));

    public static string FloorUser(int number) => string.Create(CultureInfo.InvariantCulture, $"/users/user_{number * 7919L % FloorRows}");

    /// <summary>A Foyer server on a data folder, started when its sign-in page has been served.</summary>
    /// <param name="data">The folder; made when it is not there.</param>
    /// <param name="configuration">Its configuration; null for the one of <see cref="Rows.House"/>.</param>
    /// <param name="options">Options of <c>foyer serve</c> besides.</param>
    public async Task<RunningServer> StartFoyer(string data, string? configuration = null, params string[] options)
    {
        Directory.CreateDirectory(data);
        string config = Path.Combine(data, "bench.json");
        await File.WriteAllTextAsync(config, configuration ?? Rows.House.Config());
        return await RunningServer.Start(foyer, url => ["serve", "--urls", url, "--data", data, "--config", config, .. options], "/sign-in");
    }

    /// <summary>A Kestrel that does the least, started when it has answered; with no arguments it has no other route.</summary>
    public Task<RunningServer> StartFloor(string path, params string[] arguments) => RunningServer.Start(floor, url => [url, .. arguments], path);

    public Task<RunningServer> StartEmptyFloor() => StartFloor("/plaintext");

    public string NewFolder(string name) => Path.Combine(folder, name);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? server in (IAsyncDisposable?[])[_house, _floor])
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
