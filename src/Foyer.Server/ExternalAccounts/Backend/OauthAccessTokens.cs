using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.ExternalAccounts.Backend;

/// <summary><c>GET /v1/users/{user_id}/oauth_access_tokens/{provider}</c>: the person's tokens at a provider, renewed when they are over.</summary>
internal static class GetOauthAccessTokens
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/users/{user_id}/oauth_access_tokens/{provider}", Handle);

    private static async Task<IResult> Handle(string user_id, string provider, BackendCall call, UserStore users, ExternalAccountStore accounts, OauthTokens tokens, CancellationToken ct)
    {
        if (Numbers.Page(call.Request.Query, out int limit, out long offset) is { } wrong)
        {
            return new FaultResult(wrong);
        }

        if (await users.Find(call.Instance.Id, user_id, ct) is null)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        string strategy = provider.StartsWith("oauth_", StringComparison.Ordinal) ? provider : "oauth_" + provider;
        if (ConnectionRules.Find(call.Instance.Settings, strategy) is not { } connection)
        {
            return new FaultResult(OauthTokenFaults.NotEnabled);
        }

        List<OauthAccessToken> found = [];
        foreach (ExternalAccountRow row in await accounts.Connected(call.Instance.Id, user_id, strategy, ct))
        {
            if ((await tokens.Current(connection, row, ct)).IsFault(out Fault? fault, out ExternalAccountRow current))
            {
                return new FaultResult(fault);
            }

            if (accounts.AccessToken(current) is { } token)
            {
                found.Add(Resource(accounts, current, token));
            }
        }

        IReadOnlyList<OauthAccessToken> page = [.. found.Skip((int)Math.Min(offset, int.MaxValue)).Take(limit)];
        return call.Request.Query["paginated"] is ["true"] or ["1"]
            ? new WireResult<Page<OauthAccessToken>>(new Page<OauthAccessToken>(page, found.Count), WireJson.Default.PageOauthAccessToken)
            : new WireResult<IReadOnlyList<OauthAccessToken>>(page, WireJson.Default.IReadOnlyListOauthAccessToken);
    }

    private static OauthAccessToken Resource(ExternalAccountStore accounts, ExternalAccountRow row, string token)
    {
        using JsonDocument metadata = JsonDocument.Parse(row.PublicMetadata);
        return new OauthAccessToken
        {
            ExternalAccountId = row.Id,
            ProviderUserId = row.ProviderUserId!,
            Token = token,
            ExpiresAt = row.AccessTokenExpiresAt,
            Provider = row.Connection,
            PublicMetadata = metadata.RootElement.Clone(),
            Label = row.Label,
            Scopes = row.ApprovedScopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            IdToken = accounts.IdToken(row),
        };
    }
}

/// <summary>Keeps access tokens usable. Of many who ask at once, on whichever node, one goes to the provider: refresh tokens often work once.</summary>
internal sealed class OauthTokens(Database db, ExternalAccountStore accounts, ProviderClient providers, TimeProvider clock)
{
    /// <summary>A token this close to its end is over by the time it is used.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private const int MaxPolls = 300;

    /// <summary>The account with a token that works; as it is when it has none, or one without an end.</summary>
    public async Task<Outcome<ExternalAccountRow>> Current(SocialConnection connection, ExternalAccountRow row, CancellationToken ct)
    {
        for (int i = 0; i < MaxPolls; i++)
        {
            if (row.WrappedAccessToken is null || row.AccessTokenExpiresAt is not { } end || end > clock.GetUtcNow() + Margin)
            {
                return row;
            }

            if (accounts.RefreshToken(row) is not { } refreshToken)
            {
                return SocialProviderFaults.NoRefreshToken;
            }

            if (await accounts.ClaimRefresh(row.Id, ct))
            {
                return await Renew(connection, row.Id, refreshToken, ct);
            }

            await Task.Delay(Poll, ct);
            if (await Read(row.Id, ct) is not { } fresh)
            {
                return RequestFaults.NotFound;
            }

            row = fresh;
        }

        return SocialProviderFaults.NoAccessToken;
    }

    private async Task<Outcome<ExternalAccountRow>> Renew(SocialConnection connection, string id, string refreshToken, CancellationToken ct)
    {
        // The one before may have renewed it between the read and the claim.
        if (await Read(id, ct) is { } now && (accounts.RefreshToken(now) != refreshToken || now.AccessTokenExpiresAt > clock.GetUtcNow() + Margin)) // public: both are this row's own
        {
            await accounts.Refreshed(id, null, null, null, ct);
            return now;
        }

        Outcome<ProviderTokens> renewed = await providers.Refresh(connection, refreshToken, ct);
        if (renewed.IsFault(out _, out ProviderTokens tokens))
        {
            await accounts.Refreshed(id, null, null, null, CancellationToken.None);
            return SocialProviderFaults.NoAccessToken;
        }

        DateTimeOffset? expiresAt = tokens.ExpiresIn is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null;
        await accounts.Refreshed(id, tokens.AccessToken, tokens.RefreshToken, expiresAt, CancellationToken.None);
        return (await Read(id, ct))!;
    }

    private Task<ExternalAccountRow?> Read(string id, CancellationToken ct) => db.One<ExternalAccountRow>("SELECT * FROM external_accounts WHERE id = @id", new { id }, ct);
}

internal static class OauthTokenFaults
{
    public static readonly Fault NotEnabled = new(422, "oauth_provider_not_enabled", "Not available", "This application has no such connection.");
}
