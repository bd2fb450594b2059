using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Foyer.Benchmarks.Load;

namespace Foyer.Benchmarks.Measuring;

/// <summary>A server in a process of its own, on a free loopback port; ended when disposed.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private RunningServer(Process process, int port)
    {
        (_process, Port) = (process, port);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>From the start of the process to the end of its first good answer.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>Processor time it took until then.</summary>
    public TimeSpan ColdStartCpu { get; private set; }

    /// <summary>Resident memory now, in MB of a million bytes.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts an executable and waits until it answers.</summary>
    /// <param name="executable">The program.</param>
    /// <param name="arguments">Its arguments, made from its address.</param>
    /// <param name="path">The path whose first good answer counts as started.</param>
    public static async Task<RunningServer> Start(string executable, Func<string, IEnumerable<string>> arguments, string path)
    {
        int port = FreePort();
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        ProcessStartInfo start = new(executable, arguments(url)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Stopwatch watch = Stopwatch.StartNew();
        RunningServer server = new(Process.Start(start)!, port);
        StringBuilder said = new();
        server._process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        server._process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();

        byte[] request = Encoding.ASCII.GetBytes(Http.Get(path));
        while (!await Answers(port, request))
        {
            if (server._process.HasExited || watch.Elapsed > Patience)
            {
                server.Kill();
                throw new BenchmarkException($"{executable} did not start:\n{said}");
            }

            await Task.Delay(2);
        }

        server.ColdStart = watch.Elapsed;
        server._process.Refresh();
        server.ColdStartCpu = server._process.TotalProcessorTime;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows() || SendSignal(_process.Id, Terminate) != 0)
        {
            Kill();
        }

        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static async Task<bool> Answers(int port, byte[] request)
    {
        try
        {
            using LoadConnection connection = await LoadConnection.Open(port, CancellationToken.None);
            return await connection.Ask(request, CancellationToken.None) == 200;
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SendSignal(int process, int signal);
}
