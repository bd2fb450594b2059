using System.Diagnostics;
using System.Text;

namespace Foyer.Benchmarks.Load;

/// <summary>Keeps a server busy for a while and counts. Runs in a process of its own, so that its work is not charged to anybody.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> Run(LoadJob job)
    {
        byte[][] requests = [.. job.Requests.Select(Encoding.UTF8.GetBytes)];
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(job.WarmUp + job.Seconds + 5));
        using Process server = Process.GetProcessById(job.ServerProcess);
        Counter[] counters = [.. Enumerable.Range(0, job.Connections).Select(_ => new Counter())];
        Task[] connections = [.. counters.Select((counter, at) => Drive(job.Port, requests, at, job.Connections, counter, end.Token))];

        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(job.WarmUp)), Task.WhenAll(connections));
        (TimeSpan cpu, long answers, Stopwatch watch) = (Cpu(server), counters.Sum(counter => counter.Answers), Stopwatch.StartNew());
        Array.ForEach(counters, counter => counter.Measuring = true);
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(job.Seconds)), Task.WhenAll(connections));
        (double serverSeconds, double seconds) = ((Cpu(server) - cpu).TotalSeconds, watch.Elapsed.TotalSeconds);
        answers = counters.Sum(counter => counter.Answers) - answers;
        Array.ForEach(counters, counter => counter.Stopped = true);
        await Task.WhenAll(connections);

        double[] latencies = [.. counters.SelectMany(counter => counter.Latencies).Order()];
        return new LoadResult
        {
            Answers = answers,
            Seconds = seconds,
            ServerSeconds = serverSeconds,
            Median = At(latencies, 0.5),
            Percentile99 = At(latencies, 0.99),
            Failure = counters.Select(counter => counter.Failure).FirstOrDefault(failure => failure is not null),
        };
    }

    private static async Task Drive(int port, byte[][] requests, int first, int step, Counter counter, CancellationToken ct)
    {
        try
        {
            using LoadConnection connection = await LoadConnection.Open(port, ct);
            for (int next = first; !counter.Stopped; next += step)
            {
                long began = Stopwatch.GetTimestamp();
                int status = await connection.Ask(requests[next % requests.Length], ct);
                if (status is < 200 or > 299)
                {
                    counter.Failure ??= $"the server answered {status}: {connection.Body}";
                    return;
                }

                counter.Answers++;
                if (counter.Measuring)
                {
                    counter.Latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            counter.Failure ??= $"a connection broke: {broken.Message}";
        }
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];

    private sealed class Counter
    {
        public long Answers;

        public volatile bool Measuring;

        public volatile bool Stopped;

        public string? Failure { get; set; }

        public List<double> Latencies { get; } = [];
    }
}
