namespace Foyer.Contracts;

/// <summary>Body of <c>PATCH /v1/sign_ups/{id}</c> of the Backend API: what the app's server knows of somebody who is signing up. Null leaves it.</summary>
public sealed record UpdateSignUpRequest
{
    /// <summary>The app's own id for the person, at most 256 characters; the user gets it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Marks the sign-up for the app's own use; it does not hold the sign-up up.</summary>
    public bool? CustomAction { get; init; }
}
