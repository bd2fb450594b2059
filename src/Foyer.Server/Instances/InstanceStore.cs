using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Claims;
using Foyer.Server.Keys;

namespace Foyer.Server.Instances;

/// <summary>Reads and writes <c>applications</c>, <c>instances</c> and <c>secret_keys</c>.</summary>
internal sealed class InstanceStore(Database db, KeyEncryptionKey kek, SigningKeyStore signingKeys, TimeProvider clock)
{
    public const string SecretKeyPurpose = "secret_key";
    private const string SettingsPurpose = "settings";
    private const string ChangesPurpose = "settings_changes";

    /// <summary>All instances as they run, with the digests of their secret keys.</summary>
    public async Task<IReadOnlyList<(Instance Instance, IReadOnlyList<string> SecretKeyDigests)>> Load(CancellationToken ct)
    {
        IReadOnlyList<InstanceRow> rows = await db.Many<InstanceRow>(
            "SELECT i.*, a.name AS application_name FROM instances i JOIN applications a ON a.id = i.application_id ORDER BY i.created_at, i.id", null, ct);
        Func<string, KeyRing> keys = await signingKeys.Load(db, ct);
        ILookup<string, SecretKeyRow> secretKeys = (await db.Many<SecretKeyRow>("SELECT * FROM secret_keys ORDER BY created_at", null, ct)).ToLookup(row => row.InstanceId);
        ILookup<string, string> redirectUrls = (await db.Many<RedirectUrlRow>("SELECT instance_id, url FROM redirect_urls", null, ct)).ToLookup(row => row.InstanceId, row => row.Url);
        return [.. rows.Select(row => (Run(row, keys(row.Id), redirectUrls[row.Id]), (IReadOnlyList<string>)[.. secretKeys[row.Id].Select(key => key.Digest)]))];
    }

    /// <summary>The secret key of an instance in clear, for <c>foyer keys</c> and an embedding app.</summary>
    public async Task<string> RevealSecretKey(string instanceId, CancellationToken ct)
    {
        SecretKeyRow row = (await db.One<SecretKeyRow>("SELECT * FROM secret_keys WHERE instance_id = @instanceId ORDER BY created_at LIMIT 1", new { instanceId }, ct))!;
        return kek.UnwrapText(SecretKeyPurpose, row.Id, row.Wrapped);
    }

    /// <summary>Makes the database agree with the file. Applying the same file again changes nothing.</summary>
    public Task Apply(ConfigFile file, CancellationToken ct) => db.Write(async tx =>
    {
        foreach (ApplicationConfig application in file.Applications)
        {
            string applicationId = await EnsureApplication(tx, application.Name);
            foreach (InstanceConfig instance in application.Instances)
            {
                await EnsureInstance(tx, applicationId, application.Name, instance);
            }
        }

        await CheckHosts(tx);
        await InstanceWatcher.Announce(tx);
    }, ct);

    /// <summary>On an empty database, makes one application with a development instance.</summary>
    public Task EnsureAny(CancellationToken ct) => db.Write(async tx =>
    {
        if (await tx.One<string>("SELECT id FROM instances LIMIT 1", null) is null)
        {
            await EnsureInstance(tx, await EnsureApplication(tx, "My application"), "My application", new InstanceConfig { IsDevelopment = true });
        }
    }, ct);

    /// <summary>Refuses to go on with another key-encryption key than the one this database was written with.</summary>
    public Task CheckKey(CancellationToken ct) => db.Write(async tx =>
    {
        await tx.Run("INSERT INTO server_state (name, value) VALUES ('key_encryption_key', @fingerprint) ON CONFLICT (name) DO NOTHING", new { fingerprint = kek.Fingerprint });
        string? known = await tx.One<string>("SELECT value FROM server_state WHERE name = 'key_encryption_key'", null);
        if (!Secrets.Same(known, kek.Fingerprint))
        {
            throw new StartupException("The key-encryption key is not the one this database was written with; give the right one in FOYER_KEY_ENCRYPTION_KEY.");
        }
    }, ct);

    /// <summary>A host leads to one instance.</summary>
    private static async Task CheckHosts(Tx tx)
    {
        IReadOnlyList<InstanceRow> rows = await tx.Many<InstanceRow>("SELECT * FROM instances", null);
        string? shared = rows.SelectMany(row => JsonSerializer.Deserialize<string[]>(row.Hosts)!.Append(row.FrontendApi).Distinct(StringComparer.OrdinalIgnoreCase))
            .GroupBy(host => host, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (shared is not null)
        {
            throw new StartupException($"Two instances name the host '{shared}'; a host leads to one instance.");
        }
    }

    private async Task<string> EnsureApplication(Tx tx, string name)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await tx.Run("INSERT INTO applications (id, name, created_at) VALUES (@id, @name, @now) ON CONFLICT (name) DO NOTHING", new { id = Ids.New("app", now), name, now });
        return (await tx.One<string>("SELECT id FROM applications WHERE name = @name", new { name }))!;
    }

    private async Task EnsureInstance(Tx tx, string applicationId, string applicationName, InstanceConfig config)
    {
        DateTimeOffset now = clock.GetUtcNow();
        InstanceRow? existing = config.FrontendApi is { } host
            ? await tx.One<InstanceRow>("SELECT * FROM instances WHERE frontend_api = @host", new { host })
            : await tx.One<InstanceRow>("SELECT * FROM instances WHERE application_id = @applicationId AND is_development = @IsDevelopment", new { applicationId, config.IsDevelopment });
        if (existing is not null && (existing.ApplicationId != applicationId || existing.IsDevelopment != config.IsDevelopment))
        {
            throw new StartupException($"The host '{existing.FrontendApi}' belongs to another application or environment already.");
        }

        string id = existing?.Id ?? Ids.New("ins", now);
        object row = new
        {
            id,
            applicationId,
            config.IsDevelopment,
            frontendApi = existing?.FrontendApi ?? config.FrontendApi ?? Slug(applicationName) + ".foyeraccounts.dev",
            hosts = JsonSerializer.Serialize(config.Hosts),
            allowedOrigins = JsonSerializer.Serialize(Normalized(config.AllowedOrigins)),
            config.HomeUrl,
            config.SignInUrl,
            config.SignUpUrl,
            // The settings hold the secrets of providers, so they are wrapped whole.
            settings = kek.Wrap(SettingsPurpose, id, config.Settings.ToJsonString()),
            changes = existing is null ? null : Wrapped(id, StillBeside(config, Changes(existing))),
            now,
        };
        if (existing is null)
        {
            await tx.Run("""
                INSERT INTO instances (id, application_id, is_development, frontend_api, hosts, allowed_origins, home_url, sign_in_url, sign_up_url, settings, created_at, updated_at)
                VALUES (@id, @applicationId, @IsDevelopment, @frontendApi, @hosts, @allowedOrigins, @HomeUrl, @SignInUrl, @SignUpUrl, @settings,
                    (SELECT COALESCE(MAX(created_at) + 1, @now) FROM instances WHERE created_at >= @now), @now)
                """, row);
        }
        else
        {
            await tx.Run("""
                UPDATE instances SET hosts = @hosts, allowed_origins = @allowedOrigins, home_url = @HomeUrl, sign_in_url = @SignInUrl, sign_up_url = @SignUpUrl,
                    settings = @settings, settings_changes = @changes, updated_at = @now
                WHERE id = @id
                """, row);
        }

        await EnsureSecretKey(tx, id, config, now);
        await signingKeys.Ensure(tx, id, config.SigningKey);
    }

    private async Task EnsureSecretKey(Tx tx, string instanceId, InstanceConfig config, DateTimeOffset now)
    {
        string? first = await tx.One<string>("SELECT id FROM secret_keys WHERE instance_id = @instanceId LIMIT 1", new { instanceId });
        if (config.SecretKey is null && first is not null)
        {
            return;
        }

        string secret = config.SecretKey ?? Secrets.New(config.IsDevelopment ? "sk_test_" : "sk_live_");
        string id = Ids.New("sk", now);
        int made = await tx.Run(
            "INSERT INTO secret_keys (id, instance_id, digest, wrapped, created_at) VALUES (@id, @instanceId, @digest, @wrapped, @now) ON CONFLICT (digest) DO NOTHING",
            new { id, instanceId, digest = kek.Digest(SecretKeyPurpose, secret), wrapped = kek.Wrap(SecretKeyPurpose, id, secret), now });
        if (made == 1 && first is not null)
        {
            // The file names the key: those before it no longer open anything.
            await tx.Run("DELETE FROM secret_keys WHERE instance_id = @instanceId AND id <> @id", new { instanceId, id });
        }

        if (made == 0 && await tx.One<string>("SELECT instance_id FROM secret_keys WHERE digest = @digest", new { digest = kek.Digest(SecretKeyPurpose, secret) }) != instanceId)
        {
            throw new StartupException("Two instances in the configuration have the same secret_key.");
        }
    }

    private Instance Run(InstanceRow row, KeyRing keys, IEnumerable<string> redirectUrls)
    {
        PublishableKey publishableKey = PublishableKey.For(row.FrontendApi, row.IsDevelopment);
        InstanceSettings settings = SettingsDocument.Apply(SettingsChanges.Over(FileSettings(row), Changes(row)), row.IsDevelopment);
        HashSet<string> origins = new(settings.AllowedOrigins, StringComparer.Ordinal);
        if (Uri.TryCreate(settings.DisplayConfig.HomeUrl, UriKind.Absolute, out Uri? home) && Origins.IsWeb(home))
        {
            origins.Add(Origins.Of(home));
        }

        return new Instance
        {
            Id = row.Id,
            ApplicationName = row.ApplicationName,
            PublishableKey = publishableKey,
            Hosts = [row.FrontendApi, .. JsonSerializer.Deserialize<string[]>(row.Hosts)!],
            AllowedOrigins = origins,
            RedirectUrls = redirectUrls.ToFrozenSet(StringComparer.Ordinal),
            HomeUrl = settings.DisplayConfig.HomeUrl is { Length: > 0 } url ? url : null,
            SignInUrl = row.SignInUrl,
            SignUpUrl = row.SignUpUrl,
            CreatedAt = row.CreatedAt,
            Settings = settings,
            SessionClaims = SessionClaims(settings),
            Keys = keys,
        };
    }

    /// <summary>
    /// Lays changes over an instance's settings and checks the whole; every node reloads when the transaction commits. They
    /// outlive restarts, until the configuration file names the same setting.
    /// </summary>
    /// <returns>The setting the configuration file has otherwise, and nothing is changed; null when all is done.</returns>
    /// <exception cref="SettingsException">The document would be refused.</exception>
    public async Task<string?> ChangeSettings(Tx tx, string instanceId, JsonObject changes)
    {
        InstanceRow row = (await tx.One<InstanceRow>($"SELECT * FROM instances WHERE id = @instanceId {tx.Dialect.LockForUpdate}", new { instanceId }))!;
        JsonObject file = FileSettings(row);
        if (SettingsChanges.Named(file, changes) is { } named)
        {
            return named;
        }

        JsonObject all = SettingsChanges.Beside(file, SettingsChanges.Over(Changes(row), changes));
        SettingsDocument.Apply(SettingsChanges.Over(file, all), row.IsDevelopment);
        await tx.Run("UPDATE instances SET settings_changes = @wrapped, updated_at = @now WHERE id = @instanceId", new { instanceId, wrapped = Wrapped(instanceId, all), now = clock.GetUtcNow() });
        await InstanceWatcher.Announce(tx);
        return null;
    }

    /// <summary>What a file leaves of the changes. Together they must still be a document.</summary>
    private static JsonObject StillBeside(InstanceConfig config, JsonObject changes)
    {
        JsonObject file = WithPlaces(config.Settings, Normalized(config.AllowedOrigins), config.HomeUrl);
        JsonObject left = SettingsChanges.Beside(file, changes);
        try
        {
            SettingsDocument.Apply(SettingsChanges.Over(file, left), config.IsDevelopment);
        }
        catch (SettingsException refused)
        {
            throw new StartupException($"The configuration file does not go together with what was changed over the Backend API: {refused.Message} Say in the file what shall hold.", refused);
        }

        return left;
    }

    /// <summary>The file's settings in clear. Those written before they were wrapped begin as JSON does.</summary>
    private JsonObject FileSettings(InstanceRow row) => WithPlaces(
        JsonNode.Parse(row.Settings.StartsWith('{') ? row.Settings : kek.UnwrapText(SettingsPurpose, row.Id, row.Settings)) as JsonObject ?? [],
        JsonSerializer.Deserialize<string[]>(row.AllowedOrigins)!, row.HomeUrl);

    /// <summary>The settings with what the file says beside them and the Backend API calls settings: origins and the home.</summary>
    private static JsonObject WithPlaces(JsonObject settings, string[] origins, string? homeUrl)
    {
        JsonObject document = settings.DeepClone().AsObject();
        if (origins.Length > 0)
        {
            document["allowed_origins"] = new JsonArray([.. origins.Select(origin => JsonValue.Create(origin))]);
        }

        if (homeUrl is not null)
        {
            JsonObject display = document["display_config"] as JsonObject ?? [];
            document["display_config"] ??= display;
            display.TryAdd("home_url", homeUrl);
        }

        return document;
    }

    private static string[] Normalized(IReadOnlyList<string> origins) => [.. origins.Select(origin => Origins.NormalizeAllowed(origin)!)];

    /// <summary>What the Backend API changed, in clear.</summary>
    private JsonObject Changes(InstanceRow row) => row.SettingsChanges is null ? [] : JsonNode.Parse(kek.UnwrapText(ChangesPurpose, row.Id, row.SettingsChanges))!.AsObject();

    private string? Wrapped(string instanceId, JsonObject changes) => changes.Count == 0 ? null : kek.Wrap(ChangesPurpose, instanceId, changes.ToJsonString());

    /// <summary>Parsed once, here: the settings were checked already.</summary>
    private static ClaimsTemplate? SessionClaims(InstanceSettings settings) =>
        settings.SessionToken.Claims.EnumerateObject().Any() && ClaimsTemplate.TryParse(settings.SessionToken.Claims, ClaimsKind.Session, out ClaimsTemplate? claims, out _) ? claims : null;

    /// <summary>A host label of a name: letters and digits, and a few random ones so that two servers differ.</summary>
    private static string Slug(string name)
    {
        string letters = new([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return $"{letters.Trim('-')}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    }

    private sealed record InstanceRow
    {
        public required string Id { get; init; }

        public required string ApplicationId { get; init; }

        public string ApplicationName { get; init; } = "";

        public bool IsDevelopment { get; init; }

        public required string FrontendApi { get; init; }

        public required string Hosts { get; init; }

        public required string AllowedOrigins { get; init; }

        public string? HomeUrl { get; init; }

        public string? SignInUrl { get; init; }

        public string? SignUpUrl { get; init; }

        public required string Settings { get; init; }

        public string? SettingsChanges { get; init; }

        public DateTimeOffset CreatedAt { get; init; }
    }

    private sealed record RedirectUrlRow
    {
        public required string InstanceId { get; init; }

        public required string Url { get; init; }
    }

    private sealed record SecretKeyRow
    {
        public required string Id { get; init; }

        public required string InstanceId { get; init; }

        public required string Digest { get; init; }

        public required string Wrapped { get; init; }
    }
}
