using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>Users of the instance: <c>/v1/users</c> of the Backend API.</summary>
public sealed partial class UsersApi
{
    private readonly BackendHttp _api;

    internal UsersApi(BackendHttp api) => _api = api;

    /// <summary>Lists users. With <see cref="CountAsync"/> for the total, as no list carries one by itself.</summary>
    /// <param name="filter">Which users; null for all.</param>
    /// <param name="page">Which page, in which order; null for the ten newest.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<IReadOnlyList<UserResource>>> ListAsync(UserFilter? filter = null, UserPage? page = null, CancellationToken cancellationToken = default)
    {
        QueryText query = (filter ?? UserFilter.All).ToQuery()
            .Add("limit", page?.Limit)
            .Add("offset", page?.Offset)
            .Add("starting_after", page?.StartingAfter)
            .Add("order_by", page?.Order?.ToString());
        return _api.Get("users" + query, WireJson.Default.IReadOnlyListUserResource, cancellationToken);
    }

    /// <summary>Counts users.</summary>
    /// <param name="filter">Which users; null for all.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<TotalCount>> CountAsync(UserFilter? filter = null, CancellationToken cancellationToken = default) =>
        _api.Get("users/count" + (filter ?? UserFilter.All).ToQuery(), WireJson.Default.TotalCount, cancellationToken);

    /// <summary>Reads one user. Errors: 404 <c>resource_not_found</c>.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> GetAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Get(At(userId), WireJson.Default.UserResource, cancellationToken);

    /// <summary>Makes a user. Errors: 422 <c>form_*</c> with the field at fault.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> CreateAsync(CreateUserRequest user, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, "users", user, WireJson.Default.CreateUserRequest, WireJson.Default.UserResource, cancellationToken);

    /// <summary>Changes a user. Errors: 404, 422 <c>form_*</c>.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="changes">What to change, and nothing else.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> UpdateAsync(string userId, UserChanges changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return _api.Send(HttpMethod.Patch, At(userId), changes.ToRequest(), WireJson.Default.UpdateUserRequest, WireJson.Default.UserResource, cancellationToken);
    }

    /// <summary>Deletes a user with all sessions. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(userId), WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>Merges metadata, deeply; a null inside deletes its key (WIRE §12.4). Errors: 404, 422.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="metadata">What to merge, by kind; a kind left out stays.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> UpdateMetadataAsync(string userId, UserMetadataRequest metadata, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Patch, At(userId) + "/metadata", metadata, WireJson.Default.UserMetadataRequest, WireJson.Default.UserResource, cancellationToken);

    /// <summary>Replaces metadata. Errors: 404, 422.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="metadata">The new metadata, by kind; a kind left out stays.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> ReplaceMetadataAsync(string userId, UserMetadataRequest metadata, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Put, At(userId) + "/metadata", metadata, WireJson.Default.UserMetadataRequest, WireJson.Default.UserResource, cancellationToken);

    /// <summary>Bans a user: every session ends, no new one begins. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> BanAsync(string userId, CancellationToken cancellationToken = default) => Do(userId, "ban", cancellationToken);

    /// <summary>Lifts a ban. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> UnbanAsync(string userId, CancellationToken cancellationToken = default) => Do(userId, "unban", cancellationToken);

    /// <summary>Bans up to 100 users at once.</summary>
    /// <param name="userIds">User ids.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<IReadOnlyList<UserResource>>> BanManyAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default) =>
        DoMany(userIds, "users/ban", cancellationToken);

    /// <summary>Lifts the bans of up to 100 users at once.</summary>
    /// <param name="userIds">User ids.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<IReadOnlyList<UserResource>>> UnbanManyAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default) =>
        DoMany(userIds, "users/unban", cancellationToken);

    /// <summary>Locks a user out of signing in until the instance's lockout time is over. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> LockAsync(string userId, CancellationToken cancellationToken = default) => Do(userId, "lock", cancellationToken);

    /// <summary>Ends a lock. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> UnlockAsync(string userId, CancellationToken cancellationToken = default) => Do(userId, "unlock", cancellationToken);

    /// <summary>
    /// The user's access tokens at a social provider, renewed when they are over. Empty when no account is connected. Errors: 404,
    /// 422 <c>oauth_missing_refresh_token</c>, <c>oauth_token_retrieval_error</c>, <c>oauth_provider_not_enabled</c>.
    /// </summary>
    /// <param name="userId">User id.</param>
    /// <param name="provider">The connection, with or without <c>oauth_</c> before it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<Page<OauthAccessToken>>> GetOauthAccessTokensAsync(string userId, string provider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        string name = provider.StartsWith("oauth_", StringComparison.Ordinal) ? provider : "oauth_" + provider;
        return _api.Send(HttpMethod.Get, $"{At(userId)}/oauth_access_tokens/{BackendHttp.Segment(name)}?paginated=true", WireJson.Default.PageOauthAccessToken, cancellationToken);
    }

    /// <summary>Disconnects an account at a social provider. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="externalAccountId">The account's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<DeletedObject>> DeleteExternalAccountAsync(string userId, string externalAccountId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, $"{At(userId)}/external_accounts/{BackendHttp.Segment(externalAccountId)}", WireJson.Default.DeletedObject, cancellationToken);

    /// <summary>Gives a user a profile image: PNG, JPEG, GIF or WebP, at most 10 MB and 4096 pixels a side. Errors: 400 <c>avatar_file_type_invalid</c>, <c>avatar_file_size_exceeded</c>; 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="file">The file. What it is, its content decides.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> SetProfileImageAsync(string userId, ReadOnlyMemory<byte> file, CancellationToken cancellationToken = default) =>
        _api.Upload(At(userId) + "/profile_image", file, WireJson.Default.UserResource, cancellationToken);

    /// <summary>Takes a user's profile image away; initials are shown instead. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> DeleteProfileImageAsync(string userId, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Delete, At(userId) + "/profile_image", WireJson.Default.UserResource, cancellationToken);

    /// <summary>Checks a user's password; wrong ones count towards the lock. Errors: 400 <c>no_password_set</c>, 403 <c>user_locked</c>, 404, 422 <c>incorrect_password</c>.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="password">The password to check.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<VerifiedCredential>> VerifyPasswordAsync(string userId, string password, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(userId) + "/verify_password", new VerifyPasswordRequest { Password = password }, WireJson.Default.VerifyPasswordRequest, WireJson.Default.VerifiedCredential, cancellationToken);

    /// <summary>Declares a user's password known to others: it proves nothing until it is replaced. Errors: 400 <c>no_password_set</c>, 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="revokeAllSessions">End every session of the user too.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> SetPasswordCompromisedAsync(string userId, bool revokeAllSessions = false, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(userId) + "/password/set_compromised", new SetPasswordCompromisedRequest { RevokeAllSessions = revokeAllSessions },
            WireJson.Default.SetPasswordCompromisedRequest, WireJson.Default.UserResource, cancellationToken);

    /// <summary>Takes back that a user's password is known to others. Errors: 400 <c>no_password_set</c>, 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> UnsetPasswordCompromisedAsync(string userId, CancellationToken cancellationToken = default) => Do(userId, "password/unset_compromised", cancellationToken);

    /// <summary>Removes a user's password, without asking for it; a user without one stays as it is. Errors: 404.</summary>
    /// <param name="userId">User id.</param>
    /// <param name="signOutOfOtherSessions">End every session of the user too.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<BackendResult<UserResource>> RemovePasswordAsync(string userId, bool signOutOfOtherSessions = false, CancellationToken cancellationToken = default) =>
        _api.Send(HttpMethod.Post, At(userId) + "/remove_password", new RemovePasswordRequest { SignOutOfOtherSessions = signOutOfOtherSessions },
            WireJson.Default.RemovePasswordRequest, WireJson.Default.UserResource, cancellationToken);

    private static string At(string userId) => "users/" + BackendHttp.Segment(userId);

    private Task<BackendResult<UserResource>> Do(string userId, string verb, CancellationToken ct) =>
        _api.Send(HttpMethod.Post, $"{At(userId)}/{verb}", WireJson.Default.UserResource, ct);

    private Task<BackendResult<IReadOnlyList<UserResource>>> DoMany(IReadOnlyList<string> userIds, string path, CancellationToken ct) =>
        _api.Send(HttpMethod.Post, path, new UserIdsRequest { UserIds = userIds }, WireJson.Default.UserIdsRequest, WireJson.Default.IReadOnlyListUserResource, ct);
}
