using Foyer.Server.DevBrowsers;
using Foyer.Server.SocialConnections;
using Foyer.Server.Surfaces;

namespace Foyer.Server.Clients;

/// <summary>A row of <c>clients</c>: one browser or device.</summary>
internal sealed record ClientRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public string? TokenDigest { get; init; }

    public string? LastActiveSessionId { get; init; }

    public string? SignInId { get; init; }

    public string? SignUpId { get; init; }

    public string? LastAuthenticationStrategy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Reads and writes <c>clients</c>, and finds the one a request's credential stands for.</summary>
internal sealed class ClientStore(Database db, KeyEncryptionKey kek, DevBrowserStore devBrowsers, TimeProvider clock) : IClientChanges
{
    private const string Purpose = "client";

    /// <summary>Sets <c>updated_at</c> to <c>@now</c>, and later than it was.</summary>
    public const string Later = "updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END";

    public Task<ClientRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<ClientRow>("SELECT * FROM clients WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    /// <summary>
    /// The client behind the request: the dev browser's in development, else the client token's. Null when there is
    /// none yet; a fault when the dev browser is not known.
    /// </summary>
    public async Task<Outcome<ClientRow?>> Find(FrontendCall call, CancellationToken ct)
    {
        if (call.DevBrowser is { } devBrowser)
        {
            if (!await devBrowsers.Exists(call.Instance, devBrowser, ct))
            {
                return DevBrowserFaults.Unauthenticated;
            }

            return await db.One<ClientRow>("SELECT c.* FROM dev_browsers d JOIN clients c ON c.id = d.client_id WHERE d.token_digest = @digest AND d.instance_id = @instanceId",
                new { digest = devBrowsers.Digest(devBrowser), instanceId = call.Instance.Id }, ct);
        }

        return call.ClientToken is { } token ? await FindByToken(call.Instance.Id, token, ct) : (ClientRow?)null;
    }

    public async Task<ClientRow?> FindByToken(string instanceId, string token, CancellationToken ct)
    {
        object args = new { digest = kek.Digest(Purpose, token), instanceId };
        return await db.One<ClientRow>("SELECT * FROM clients WHERE token_digest = @digest AND instance_id = @instanceId", args, ct)
            ?? await db.One<ClientRow>("SELECT c.* FROM satellite_tokens s JOIN clients c ON c.id = s.client_id WHERE s.token_digest = @digest AND c.instance_id = @instanceId", args, ct);
    }

    /// <summary>A credential of the client for the host of a satellite.</summary>
    public async Task<string> AddSatelliteToken(Tx tx, string clientId, string host)
    {
        string token = Secrets.New("");
        await tx.Run("DELETE FROM satellite_tokens WHERE client_id = @clientId AND host = @host", new { clientId, host });
        await tx.Run("INSERT INTO satellite_tokens (token_digest, client_id, host, created_at) VALUES (@digest, @clientId, @host, @now)",
            new { digest = kek.Digest(Purpose, token), clientId, host, now = clock.GetUtcNow() });
        return token;
    }

    /// <summary>The digest by which a session is found together with its client: see the session store.</summary>
    public string? CredentialDigest(FrontendCall call) =>
        call.DevBrowser is { } devBrowser ? devBrowsers.Digest(devBrowser) :
        call.ClientToken is { } token ? kek.Digest(Purpose, token) :
        null;

    /// <summary>The request's client, made if there is none. A new one is bound to the dev browser, or gets a token.</summary>
    public async Task<ClientChange> Ensure(Tx tx, FrontendCall call, ClientRow? existing)
    {
        if (existing is not null)
        {
            return new ClientChange(existing.Id, null);
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("client", now);
        string? token = call.DevBrowser is null ? Secrets.New("") : null;
        await tx.Run("INSERT INTO clients (id, instance_id, token_digest, created_at, updated_at) VALUES (@id, @instanceId, @digest, @now, @now)",
            new { id, instanceId = call.Instance.Id, digest = token is null ? null : kek.Digest(Purpose, token), now });
        if (call.DevBrowser is { } devBrowser)
        {
            string digest = devBrowsers.Digest(devBrowser);
            int bound = await tx.Run("UPDATE dev_browsers SET client_id = @id WHERE token_digest = @digest AND client_id IS NULL", new { id, digest });
            if (bound == 0)
            {
                // Another request of the same browser was faster; theirs is the client.
                await tx.Run("DELETE FROM clients WHERE id = @id", new { id });
                return new ClientChange((await tx.One<string>("SELECT client_id FROM dev_browsers WHERE token_digest = @digest", new { digest }))!, null);
            }
        }

        return new ClientChange(id, token);
    }

    /// <summary>Gives the client another token, so that the one before is dead everywhere: at sign-in, sign-out and step-up.</summary>
    public async Task<ClientChange> Rotate(Tx tx, FrontendCall call, ClientChange client)
    {
        if (call.DevBrowser is not null)
        {
            return client;
        }

        string token = client.NewToken ?? Secrets.New("");
        // Only an instance of several hosts has satellites.
        if (call is { Instance.Hosts.Count: > 1, ClientToken: { } current } && await tx.Run("UPDATE satellite_tokens SET token_digest = @digest WHERE client_id = @Id AND token_digest = @was",
            new { digest = kek.Digest(Purpose, token), client.Id, was = kek.Digest(Purpose, current) }) == 1)
        {
            return client with { NewToken = token };
        }

        await tx.Run("DELETE FROM satellite_tokens WHERE client_id = @Id", new { client.Id });
        await tx.Run("UPDATE clients SET token_digest = @digest WHERE id = @Id", new { digest = kek.Digest(Purpose, token), client.Id });
        return client with { NewToken = token };
    }

    /// <summary>Records a change: <c>updated_at</c> strictly increases, or React shows the old state (WIRE §17.9).</summary>
    public Task Changed(Tx tx, string clientId) => tx.Run($"UPDATE clients SET {Later} WHERE id = @clientId", new { clientId, now = clock.GetUtcNow() });

    /// <summary>A sign-in begins, and is the client's current one from now on.</summary>
    public Task BeginSignIn(Tx tx, string clientId, string signInId) => tx.Run($"UPDATE clients SET sign_in_id = @signInId, {Later} WHERE id = @clientId", new { clientId, signInId, now = clock.GetUtcNow() });

    /// <summary>A sign-up begins, and is the client's current one from now on.</summary>
    public Task BeginSignUp(Tx tx, string clientId, string signUpId) => tx.Run($"UPDATE clients SET sign_up_id = @signUpId, {Later} WHERE id = @clientId", new { clientId, signUpId, now = clock.GetUtcNow() });

    public async Task<bool> Delete(Tx tx, string clientId)
    {
        await tx.Run("UPDATE dev_browsers SET client_id = NULL WHERE client_id = @clientId", new { clientId });
        return await tx.Run("DELETE FROM clients WHERE id = @clientId", new { clientId }) == 1;
    }
}

/// <summary>The client a request ends up with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="NewToken">A token the browser must be given after the commit; null when it keeps what it has.</param>
internal sealed record ClientChange(string Id, string? NewToken);
