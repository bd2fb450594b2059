using Foyer.Contracts;
using Foyer.Server.Sessions;
using Foyer.Server.Surfaces;
using Foyer.Server.Tokens;
using Foyer.Server.Users;

namespace Foyer.Server.Clients;

/// <summary>Builds the client as browsers see it, whole: sessions with their users and fresh tokens, attempts under way (WIRE §6.8).</summary>
internal sealed class ClientView(ClientStore clients, SessionStore sessions, UserStore users, SessionTokens tokens, ICurrentSignIn signIns, ICurrentSignUp signUps, TimeProvider clock)
{
    public async Task<ClientResource?> Build(FrontendCall call, string clientId, CancellationToken ct) =>
        await clients.Find(call.Instance.Id, clientId, ct) is { } client ? await Build(call, new ClientParts(client), ct) : null;

    public async Task<ClientResource> Build(FrontendCall call, ClientParts read, CancellationToken ct)
    {
        ClientRow client = read.Client;
        List<SessionResource> live = [];
        foreach (SessionRow session in await sessions.Live(client.Id, ct))
        {
            live.Add(await Session(call, session, client.UpdatedAt, ct, read.User));
        }

        return new ClientResource
        {
            Id = client.Id,
            Sessions = live,
            SignIn = read.SignIn is { } signIn && signIn.Id == client.SignInId ? signIn : await signIns.Find(call, client, ct),
            SignUp = read.SignUp is { } signUp && signUp.Id == client.SignUpId ? signUp : await signUps.Find(call.Instance, client, ct),
            LastActiveSessionId = live.Exists(session => session.Id == client.LastActiveSessionId) ? client.LastActiveSessionId : live.LastOrDefault()?.Id,
            LastAuthenticationStrategy = client.LastAuthenticationStrategy,
            CookieExpiresAt = call.DevBrowser is null && !call.IsNative ? ClientCookies.ExpiresAt(clock.GetUtcNow()) : null,
            CreatedAt = client.CreatedAt,
            UpdatedAt = client.UpdatedAt,
        };
    }

    /// <summary>One session. A live one carries a token no older than its client (WIRE §17.16); an ended one carries none.</summary>
    public async Task<SessionResource> Session(FrontendCall call, SessionRow session, DateTimeOffset clientUpdatedAt, CancellationToken ct, UserAggregate? read = null)
    {
        UserAggregate user = (read?.User.Id == session.UserId ? read : await users.FindAggregate(call.Instance.Id, session.UserId, ct)) ?? throw new InvalidOperationException($"Session {session.Id} has no user.");
        if (session.IsLive(clock.GetUtcNow()))
        {
            // What a person owes changes with the person and the settings; whoever looks next sees it, and so does every token.
            session = await sessions.Settle(session, SessionTasks.Due(call.Instance.Settings.UserSettings, user, session.IsImpersonation, session.FirstFactorAt), ct);
        }

        return Listed(call, session, user) with { LastActiveToken = session.IsLive(clock.GetUtcNow()) ? await Token(call, session, clientUpdatedAt, ct) : null };
    }

    /// <summary>A session as one of a list: without a token of it, for it may be another client's.</summary>
    public SessionResource Listed(FrontendCall call, SessionRow session, UserAggregate user)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new SessionResource
        {
            Id = session.Id,
            Status = session.StatusAt(now),
            ExpireAt = session.ExpireAt,
            AbandonAt = session.AbandonAt,
            LastActiveAt = session.LastActiveAt,
            LastActiveOrganizationId = session.LastActiveOrganizationId,
            Actor = session.ActorJson(),
            Tasks = session.ToTasks(),
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

/// <summary>What an answer has read, after its change, of what its client shows too: each is read once.</summary>
/// <param name="Client">The client.</param>
internal sealed record ClientParts(ClientRow Client)
{
    /// <summary>The sign-in under way that the answer is about; null when it is about none.</summary>
    public SignInResource? SignIn { get; init; }

    /// <summary>The sign-up under way that the answer is about; null when it is about none.</summary>
    public SignUpResource? SignUp { get; init; }

    /// <summary>The person the answer is about; null when it is about nobody.</summary>
    public UserAggregate? User { get; init; }
}
