using System.Diagnostics;
using System.Text;

namespace Foyer.Benchmarks.Load;

/// <summary>Keeps a server busy for a while and counts. Runs in a process of its own, so that its work is not charged to anybody.</summary>
internal static class LoadGenerator
{
    /// <summary>Seconds that what is under way at the end may take: a full line of password hashes on a busy machine.</summary>
    private const int Patience = 20;

    public static async Task<LoadResult> Run(LoadJob job)
    {
        byte[][] requests = [.. job.Requests.Select(Encoding.UTF8.GetBytes)];
        Numbers numbers = new(job.First);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(job.WarmUp + job.Seconds + Patience));
        using Process server = Process.GetProcessById(job.ServerProcess);
        Counter[] counters = [.. Enumerable.Range(0, job.Connections).Select(_ => new Counter())];
        Task[] connections = [.. counters.Select(counter => Drive(job, requests, numbers, counter, end.Token))];

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
            Next = numbers.Next(),
            Seconds = seconds,
            ServerSeconds = serverSeconds,
            Median = At(latencies, 0.5),
            Percentile99 = At(latencies, 0.99),
            Failure = counters.Select(counter => counter.Failure).FirstOrDefault(failure => failure is not null),
        };
    }

    private static async Task Drive(LoadJob job, byte[][] requests, Numbers numbers, Counter counter, CancellationToken ct)
    {
        try
        {
            using LoadConnection connection = await LoadConnection.Open(job.Port, ct);
            using LoadFlow flow = new(job.Port, job.Steps);
            while (!counter.Stopped)
            {
                long began = Stopwatch.GetTimestamp();
                int number = numbers.Next();
                if ((requests.Length > 0 ? await Ask(connection, requests[number % requests.Length], ct) : await flow.Run(number, ct)) is { } failure)
                {
                    counter.Failure ??= failure;
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

    private static async ValueTask<string?> Ask(LoadConnection connection, byte[] request, CancellationToken ct) =>
        await connection.Ask(request, ct) is var status and (< 200 or > 299) ? $"the server answered {status}: {connection.Body}" : null;

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];

    private sealed class Numbers(int first)
    {
        private int _next = first - 1;

        public int Next() => Interlocked.Increment(ref _next);
    }

    private sealed class Counter
    {
        public long Answers;

        public volatile bool Measuring;

        public volatile bool Stopped;

        public string? Failure { get; set; }

        public List<double> Latencies { get; } = [];
    }
}
