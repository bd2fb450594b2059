using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>Whom an instance sends no text messages.</summary>
public sealed record InstanceCommunication
{
    /// <summary>Always <c>instance_communication</c>.</summary>
    public string Object { get; } = "instance_communication";

    /// <summary>Countries whose numbers get no codes, as ISO 3166-1 alpha-2.</summary>
    public required IReadOnlyList<string> BlockedCountryCodes { get; init; }
}

/// <summary>Body of <c>PATCH /v1/instance/communication</c>. What is absent stays.</summary>
public sealed record UpdateCommunicationRequest
{
    /// <summary>The whole list, at most 250 countries, each once and in capital letters. Countries without numbers of their own are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? BlockedCountryCodes { get; init; }
}
