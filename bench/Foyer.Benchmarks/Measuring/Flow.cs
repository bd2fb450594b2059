using Foyer.Benchmarks.Load;

namespace Foyer.Benchmarks.Measuring;

/// <summary>Something people do in one or several requests, done by many at once. Every time has another number, over all measurements.</summary>
internal sealed class Flow(RunningServer server, IReadOnlyList<LoadStep> steps)
{
    private int _next;

    public int Connections { get; init; } = 32;

    /// <summary>Seconds before counting begins.</summary>
    public double Start { get; init; } = 0.3;

    /// <summary>Seconds counted.</summary>
    public double Seconds { get; init; } = 1.2;

    /// <summary>Lets a server compile its hot code before anything is counted.</summary>
    public Task WarmUp(double seconds = 3) => Run(0, seconds);

    /// <summary>How often it is done per processor-second of the server.</summary>
    public async Task<double> Rate()
    {
        LoadResult result = await Run(Start, Seconds);
        return result.Answers / result.ServerSeconds;
    }

    private async Task<LoadResult> Run(double start, double seconds)
    {
        LoadResult result = await Meter.Load(new LoadJob
        {
            Port = server.Port, ServerProcess = server.ProcessId, Steps = steps, Connections = Connections, First = _next, WarmUp = start, Seconds = seconds,
        });
        _next = result.Next;
        return result;
    }
}
