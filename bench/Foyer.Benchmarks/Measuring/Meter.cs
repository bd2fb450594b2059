using System.Diagnostics;
using System.Text.Json;
using Foyer.Benchmarks.Load;

namespace Foyer.Benchmarks.Measuring;

/// <summary>
/// Rates per second of processor time, so that neither the load generator's share of the machine nor a neighbour counts.
/// What is compared is measured in turns, and the median of the turns is taken: a slow minute is slow for both.
/// </summary>
internal static class Meter
{
    /// <summary>Turns each subject gets.</summary>
    public const int Turns = 5;

    /// <summary>Measures subjects in turns; their medians, in the same order.</summary>
    public static async Task<double[]> InTurns(params Func<Task<double>>[] subjects)
    {
        List<double>[] seen = [.. subjects.Select(_ => new List<double>())];
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int subject = 0; subject < subjects.Length; subject++)
            {
                seen[subject].Add(await subjects[subject]());
            }
        }

        return [.. seen.Select(values => Median(values))];
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The rate of works that all have to be done, one after another.</summary>
    public static double InARow(params double[] rates) => 1 / rates.Sum(rate => 1 / rate);

    /// <summary>How often work is done per processor-second, on every core at once, as a server would.</summary>
    /// <param name="work">Does it so many times; called from several threads, each with its own number.</param>
    /// <param name="times">How many times at a stretch.</param>
    public static Func<Task<double>> OnEveryCore(Action<int, int> work, int times) => async () =>
    {
        long done = 0;
        using CancellationTokenSource end = new();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Task[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(thread => Task.Factory.StartNew(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    work(thread, times);
                    Interlocked.Add(ref done, times);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        end.CancelAfter(TimeSpan.FromSeconds(1));
        await Task.WhenAll(threads);
        return done / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    };

    /// <summary>Answers per processor-second of a server under load.</summary>
    public static Func<Task<double>> Answers(RunningServer server, IReadOnlyList<string> requests, int connections = 32) => async () =>
    {
        LoadResult result = await Load(new LoadJob { Port = server.Port, ServerProcess = server.ProcessId, Requests = requests, Connections = connections });
        return result.Answers / result.ServerSeconds;
    };

    /// <summary>Lets a server compile its hot code before anything is counted.</summary>
    public static Task WarmUp(RunningServer server, IReadOnlyList<string> requests, int connections = 32, double seconds = 3) => Load(new LoadJob
    {
        Port = server.Port, ServerProcess = server.ProcessId, Requests = requests, Connections = connections, WarmUp = 0, Seconds = seconds,
    });

    /// <summary>Has a process of its own do a job.</summary>
    /// <exception cref="BenchmarkException">An answer was not 2xx: what was measured is not the work meant.</exception>
    public static async Task<LoadResult> Load(LoadJob job)
    {
        using Process load = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["load"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await load.StandardInput.WriteAsync(JsonSerializer.Serialize(job, LoadJson.Default.LoadJob));
        load.StandardInput.Close();
        string output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        LoadResult result = load.ExitCode == 0
            ? JsonSerializer.Deserialize(output, LoadJson.Default.LoadResult)!
            : throw new BenchmarkException("The load process failed.");
        return result.Failure is null ? result : throw new BenchmarkException(result.Failure);
    }
}

/// <summary>A measurement that would not be worth printing.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
