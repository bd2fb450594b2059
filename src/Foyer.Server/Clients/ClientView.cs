using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tokens;
using Foyer.Server.Users;

namespace Foyer.Server.Clients;

/// <summary>Builds the client as browsers see it, whole: sessions with their users and fresh tokens, attempts under way (WIRE §6.8).</summary>
internal sealed class ClientView(ClientStore clients, SessionStore sessions, UserStore users, SessionTokens tokens, ICurrentSignIn signIns, ICurrentSignUp signUps, TimeProvider clock)
{
    public async Task<ClientResource?> Build(FrontendCall call, string clientId, CancellationToken ct)
    {
        if (await clients.Find(call.Instance.Id, clientId, ct) is not { } client)
        {
            return null;
        }

        List<SessionResource> live = [];
        foreach (SessionRow session in await sessions.Live(client.Id, ct))
        {
            live.Add(await Session(call, session, client.UpdatedAt, ct));
        }

        return new ClientResource
        {
            Id = client.Id,
            Sessions = live,
            SignIn = await signIns.Find(call, client, ct),
            SignUp = await signUps.Find(call.Instance, client, ct),
            LastActiveSessionId = live.Exists(session => session.Id == client.LastActiveSessionId) ? client.LastActiveSessionId : live.LastOrDefault()?.Id,
            LastAuthenticationStrategy = client.LastAuthenticationStrategy,
            CookieExpiresAt = call.DevBrowser is null && !call.IsNative ? ClientCookies.ExpiresAt(clock.GetUtcNow()) : null,
            CreatedAt = client.CreatedAt,
            UpdatedAt = client.UpdatedAt,
        };
    }

    /// <summary>One session. A live one carries a token no older than its client (WIRE §17.16); an ended one carries none.</summary>
    public async Task<SessionResource> Session(FrontendCall call, SessionRow session, DateTimeOffset clientUpdatedAt, CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        UserAggregate user = await users.FindAggregate(call.Instance.Id, session.UserId, ct) ?? throw new InvalidOperationException($"Session {session.Id} has no user.");
        return new SessionResource
        {
            Id = session.Id,
            Status = session.StatusAt(now),
            ExpireAt = session.ExpireAt,
            AbandonAt = session.AbandonAt,
            LastActiveAt = session.LastActiveAt,
            LastActiveOrganizationId = session.LastActiveOrganizationId,
            LastActiveToken = session.IsLive(now) ? await Token(call, session, clientUpdatedAt, ct) : null,
            Actor = session.ActorJson(),
            FactorVerificationAge = [SessionTokens.MinutesSince(session.FirstFactorAt, now), SessionTokens.MinutesSince(session.SecondFactorAt, now)],
            User = user.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, now, withPrivateMetadata: false),
            PublicUserData = user.ToPublicUserData(call.PublicUrl),
            CreatedAt = session.CreatedAt,
            UpdatedAt = session.UpdatedAt,
        };
    }

    /// <summary>None when it would be too large: whoever asks for one is told so.</summary>
    private async Task<TokenResource?> Token(FrontendCall call, SessionRow session, DateTimeOffset clientUpdatedAt, CancellationToken ct) =>
        (await tokens.Mint(call.Instance, session.Subject with { Server = call.PublicUrl }, call.AppOrigin, clientUpdatedAt, null, ct)).IsFault(out _, out string jwt) ? null : new TokenResource(jwt);
}
