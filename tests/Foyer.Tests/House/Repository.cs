using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Foyer.Tests.House;

/// <summary>The working tree these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", "..", ".."));

    /// <summary>Whether the person running the tests accepts changed texts instead of being told of them.</summary>
    public static bool Accepts => Environment.GetEnvironmentVariable("FOYER_ACCEPT") is "1";

    /// <summary>Every file under version control or about to be, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>The C# sources of the shipped projects.</summary>
    public static IEnumerable<string> Sources => Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The text of a file of <see cref="Files"/>.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Holds a generated text against the reviewed one in the repository, or replaces it when that is asked for.</summary>
    public static void Approve(string file, string text)
    {
        var path = Path.Combine(Root, file);
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (approved == text)
        {
            return;
        }

        var gone = approved.Split('\n').Except(text.Split('\n')).Select(line => $"- {line}");
        var come = text.Split('\n').Except(approved.Split('\n')).Select(line => $"+ {line}");
        Assert.Fail($"{file} is not what the code says. Review, then accept with FOYER_ACCEPT=1 ./test unit\n{string.Join('\n', gone.Concat(come).Take(60))}");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static string[] ListFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file)))];
    }
}
