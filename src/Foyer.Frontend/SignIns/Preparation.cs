namespace Foyer.Frontend;

/// <summary>What a strategy may need to know before it sends or asks for something. Everything is optional.</summary>
public sealed record Preparation
{
    /// <summary>Where an e-mail link or a provider leads back to.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Where it leads when nothing more is needed.</summary>
    public string? ActionCompleteRedirectUrl { get; init; }

    /// <summary><c>sms</c> or <c>whatsapp</c>, for phone codes.</summary>
    public string? Channel { get; init; }
}
