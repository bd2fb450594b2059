using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Foyer.Server.Tests.Startup;

/// <summary>The executable <c>foyer</c> as an operator runs it: a process of its own, in a folder of its own.</summary>
internal sealed class FoyerProcess : IAsyncDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "foyer.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FoyerProcess(string folder, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Executable);
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment.Remove("FOYER_KEY_ENCRYPTION_KEY");
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> Run(string folder, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using FoyerProcess process = new(folder, arguments, environment);
        using CancellationTokenSource limit = new(Patience);
        await process._process.WaitForExitAsync(limit.Token);
        return (process._process.ExitCode, process._output.ToString(), process._errors.ToString().Trim());
    }

    /// <summary>Starts a server on a free port and waits until it listens.</summary>
    public static async Task<(FoyerProcess Process, Uri Url)> Serve(string folder, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        FoyerProcess process = new(folder, ["serve", "--urls", "http://127.0.0.1:0", .. arguments], environment);
        Task ended = process._process.WaitForExitAsync();
        if (await Task.WhenAny(process._listening.Task, ended, Task.Delay(Patience)) != process._listening.Task)
        {
            string said = process._errors.ToString();
            await process.DisposeAsync();
            Assert.Fail("The server did not start: " + said);
        }

        return (process, await process._listening.Task);
    }

    /// <summary>Ends the process as a power cut would: SIGKILL, nothing is flushed or closed.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        const string ready = "Foyer listens on ";
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.StartsWith(ready, StringComparison.Ordinal))
        {
            _listening.TrySetResult(new Uri(line[ready.Length..].Split(',')[0], UriKind.Absolute));
        }
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("foyer-start-").FullName;

    public string Write(string name, string text)
    {
        string file = Path.Combine(Folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    public string At(string name) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{name}");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
