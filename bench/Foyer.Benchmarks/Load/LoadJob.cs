using System.Text.Json.Serialization;

namespace Foyer.Benchmarks.Load;

/// <summary>What a load process is asked to do: read from its standard input as JSON.</summary>
internal sealed record LoadJob
{
    /// <summary>Port on the loopback address.</summary>
    public required int Port { get; init; }

    /// <summary>The server's process, whose processor time is charged for the answers.</summary>
    public required int ServerProcess { get; init; }

    /// <summary>Requests as they go over the wire, each by itself; connections take them in turn. Empty when there are <see cref="Steps"/>.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>The requests of a flow, which counts as one answer.</summary>
    public IReadOnlyList<LoadStep> Steps { get; init; } = [];

    /// <summary>The number of the first flow, or request.</summary>
    public int First { get; init; }

    /// <summary>Keep-alive connections, each with one request at a time.</summary>
    public required int Connections { get; init; }

    /// <summary>Seconds before counting begins.</summary>
    public double WarmUp { get; init; } = 0.3;

    /// <summary>Seconds counted.</summary>
    public double Seconds { get; init; } = 1.5;
}

/// <summary>What came of a <see cref="LoadJob"/>.</summary>
internal sealed record LoadResult
{
    /// <summary>Answers with a status of 2xx, or flows that went as meant.</summary>
    public required long Answers { get; init; }

    /// <summary>The number after the last that was begun.</summary>
    public required int Next { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Processor time, user and system, that the server took meanwhile.</summary>
    public required double ServerSeconds { get; init; }

    /// <summary>Milliseconds from the first byte sent to the last received.</summary>
    public required double Median { get; init; }

    public required double Percentile99 { get; init; }

    /// <summary>The first answer that was not 2xx, or what broke a connection; null when all went well.</summary>
    public string? Failure { get; init; }
}

[JsonSerializable(typeof(LoadJob))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
