using System.Net.Http.Headers;
using Foyer.Server.Instances;

namespace Foyer.Server.Messages.Delivery;

/// <summary>Carries messages to one kind of provider.</summary>
internal interface IMessageCarrier
{
    /// <summary><c>email</c> or <c>sms</c>.</summary>
    string Channel { get; }

    /// <summary>Name of the provider in the settings.</summary>
    string Provider { get; }

    /// <summary>Hands a message over; may be asked again for the same one.</summary>
    Task<Carried> Carry(Message message, MessageRoute route, Instance instance, CancellationToken ct);
}

/// <summary>What became of an attempt.</summary>
/// <param name="Status">Whether it is done, may be tried again, or is refused for good.</param>
/// <param name="Reason">Why not, in a word without content: <c>status_503</c>, <c>unreachable</c>.</param>
internal sealed record Carried(CarriedStatus Status, string Reason)
{
    /// <summary>When the provider wants to be asked again; null when it does not say.</summary>
    public RetryConditionHeaderValue? RetryAfter { get; init; }

    public static readonly Carried Done = new(CarriedStatus.Done, "");

    public static Carried Later(string reason) => new(CarriedStatus.Later, reason);

    public static Carried Refused(string reason) => new(CarriedStatus.Refused, reason);
}

internal enum CarriedStatus { Done, Later, Refused }
