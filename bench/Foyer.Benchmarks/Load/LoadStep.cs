namespace Foyer.Benchmarks.Load;

/// <summary>
/// One request of a flow, in which <c>{name}</c> stands for what an answer before it gave, <c>{n}</c> for the number of the
/// flow, <c>{n%64}</c> for what is left of it, and <c>{totp%64}</c> for a code of the authenticator app all 64 people have.
/// </summary>
internal sealed record LoadStep
{
    public required string Path { get; init; }

    /// <summary>The form that is posted; null for a GET.</summary>
    public string? Form { get; init; }

    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Another port than the server's: whose work this is, is not counted.</summary>
    public int? Port { get; init; }

    /// <summary>The only status that is good.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Text the answer must have in it.</summary>
    public string Expect { get; init; } = "";

    /// <summary>What the steps after this one need of its answer, head included.</summary>
    public IReadOnlyList<LoadCapture> Captures { get; init; } = [];
}

/// <summary>A part of an answer.</summary>
/// <param name="Name">What later steps call it.</param>
/// <param name="After">The text before it, where it stands last.</param>
/// <param name="Until">The text after it.</param>
internal sealed record LoadCapture(string Name, string After, string Until);
