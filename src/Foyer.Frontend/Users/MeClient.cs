using System.Text.Json;
using Foyer.Contracts;
using Foyer.Frontend.Wire;

namespace Foyer.Frontend;

/// <summary>The person signed in (WIRE §9.1).</summary>
public sealed class MeClient
{
    private readonly FrontendCalls _calls;

    internal MeClient(FrontendCalls calls)
    {
        _calls = calls;
        EmailAddresses = new EmailAddressesClient(calls);
        PhoneNumbers = new PhoneNumbersClient(calls);
        ExternalAccounts = new ExternalAccountsClient(calls);
    }

    /// <summary>The person's e-mail addresses.</summary>
    public EmailAddressesClient EmailAddresses { get; }

    /// <summary>The person's phone numbers.</summary>
    public PhoneNumbersClient PhoneNumbers { get; }

    /// <summary>The person's accounts at social providers.</summary>
    public ExternalAccountsClient ExternalAccounts { get; }

    /// <summary><c>GET /v1/me</c>.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<UserResource>> Get(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Get("me", WireJson.Default.EnvelopeUserResource, cancellationToken, sessionId);

    /// <summary><c>PATCH /v1/me</c>.</summary>
    /// <param name="changes">The fields to change.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<UserResource>> Update(MeFields changes, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        FormFields form = new()
        {
            { "username", changes.Username },
            { "first_name", changes.FirstName },
            { "last_name", changes.LastName },
            { "primary_email_address_id", changes.PrimaryEmailAddressId },
            { "primary_phone_number_id", changes.PrimaryPhoneNumberId },
            { "primary_web3_wallet_id", changes.PrimaryWeb3WalletId },
            { "unsafe_metadata", changes.UnsafeMetadata },
        };
        return _calls.Patch("me", form, WireJson.Default.EnvelopeUserResource, cancellationToken, sessionId);
    }

    /// <summary><c>PATCH /v1/me/metadata</c>: merges into the person's unsafe metadata, deeply; a null inside deletes its key.</summary>
    /// <param name="unsafeMetadata">What to merge, a JSON object.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<UserResource>> UpdateMetadata(JsonElement unsafeMetadata, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Patch("me/metadata", new FormFields { { "unsafe_metadata", unsafeMetadata } }, WireJson.Default.EnvelopeUserResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me</c>: removes the account. Errors: <c>user_delete_self_not_enabled</c>, <c>session_reverification_required</c>.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> Delete(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete("me", WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary>
    /// <c>POST /v1/me/profile_image</c>: PNG, JPEG, GIF or WebP, at most 10 MB and 4096 pixels a side. Errors:
    /// <c>avatar_file_type_invalid</c>, <c>avatar_file_size_exceeded</c>.
    /// </summary>
    /// <param name="file">The file. What it is, its content decides.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<ImageResource>> SetProfileImage(ReadOnlyMemory<byte> file, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Upload("me/profile_image", file, WireJson.Default.EnvelopeImageResource, cancellationToken, sessionId);

    /// <summary><c>DELETE /v1/me/profile_image</c>: initials are shown instead.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<DeletedObject>> DeleteProfileImage(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Delete("me/profile_image", WireJson.Default.EnvelopeDeletedObject, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/change_password</c>. Errors: 422 <c>form_password_*</c> at <c>current_password</c> or <c>new_password</c>, 403 <c>session_reverification_required</c>.</summary>
    /// <param name="change">The passwords.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<UserResource>> ChangePassword(PasswordChange change, string? sessionId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        FormFields form = new()
        {
            { "current_password", change.CurrentPassword },
            { "new_password", change.NewPassword },
            { "sign_out_of_other_sessions", (bool?)change.SignOutOfOtherSessions },
        };
        return _calls.Post("me/change_password", form, WireJson.Default.EnvelopeUserResource, cancellationToken, sessionId);
    }

    /// <summary><c>POST /v1/me/remove_password</c>. Errors: 422 <c>form_password_incorrect</c>, <c>password_required</c>; 403 <c>session_reverification_required</c>.</summary>
    /// <param name="currentPassword">The password to remove.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<UserResource>> RemovePassword(string currentPassword, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post("me/remove_password", new FormFields { { "current_password", currentPassword } }, WireJson.Default.EnvelopeUserResource, cancellationToken, sessionId);

    /// <summary><c>GET /v1/me/sessions/active</c>: the devices the person is signed in on, newest first.</summary>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<IReadOnlyList<ActiveSession>>> GetActiveSessions(string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.GetBare("me/sessions/active", WireJson.Default.IReadOnlyListActiveSession, cancellationToken, sessionId);

    /// <summary><c>POST /v1/me/sessions/{id}/revoke</c>: signs another device of the same person out.</summary>
    /// <param name="id">Of the session to end; prefix <c>sess_</c>.</param>
    /// <param name="sessionId">Which of the client's sessions asks; null for the last active one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<FrontendResult<SessionResource>> RevokeSession(string id, string? sessionId = null, CancellationToken cancellationToken = default) =>
        _calls.Post($"me/sessions/{Uri.EscapeDataString(id)}/revoke", [], WireJson.Default.EnvelopeSessionResource, cancellationToken, sessionId);
}

/// <summary>What people may change about themselves. A null field stays as it is; an empty one is cleared.</summary>
public sealed record MeFields
{
    /// <summary>Username.</summary>
    public string? Username { get; init; }

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The proven e-mail address used first from now on.</summary>
    public string? PrimaryEmailAddressId { get; init; }

    /// <summary>The proven phone number used first from now on.</summary>
    public string? PrimaryPhoneNumberId { get; init; }

    /// <summary>The proven wallet used first from now on.</summary>
    public string? PrimaryWeb3WalletId { get; init; }

    /// <summary>Data anybody may write; replaces what was there.</summary>
    public JsonElement? UnsafeMetadata { get; init; }
}

/// <summary>A change of one's own password.</summary>
public sealed record PasswordChange
{
    /// <summary>The password so far; null when there is none, or when it is to be reset because it became known.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>The new password.</summary>
    public required string NewPassword { get; init; }

    /// <summary>End the person's other sessions too.</summary>
    public bool SignOutOfOtherSessions { get; init; }

    /// <summary>Keeps the passwords out of logs.</summary>
    public override string ToString() => "PasswordChange { … }";
}
