using System.Text.Json;
using Foyer.Server.Identifications;
using Foyer.Server.Passwords;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>PATCH /v1/users/{user_id}</c>: only the members present change; null clears.</summary>
/// <remarks>Metadata has its own routes since API version 2026-05-12 (WIRE §12.1).</remarks>
internal static class UpdateUser
{
    private const int MaxText = 256;

    public static void Map(RouteGroupBuilder backend) => backend.MapPatch("/users/{user_id}", Handle);

    private static async Task<IResult> Handle(
        string user_id, BackendCall call, Database db, UserStore users, ImportedFactors factors, UserAnswers answers, PasswordImport passwords, IdentificationStore identifications, ISessionRevoker sessions, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.ReadDocument(call.Request, ct)).IsFault(out Fault? fault, out JsonDocument? document))
        {
            return new FaultResult(fault);
        }

        using (document)
        {
            if (Change.Read(document?.RootElement, call.Instance.Settings, clock.GetUtcNow()).IsFault(out fault, out Change change) ||
                factors.Read(change.TotpSecret, change.BackupCodes).IsFault(out fault, out FactorImport import))
            {
                return new FaultResult(fault);
            }

            if (await users.FindAggregate(call.Instance.Id, user_id, ct) is not { } before)
            {
                return new FaultResult(RequestFaults.NotFound);
            }

            if ((await passwords.Hash(call.Instance, change.Password, before.Identifiers, ct)).IsFault(out fault, out string? hash))
            {
                return new FaultResult(fault);
            }

            fault = await db.Write(async tx =>
            {
                if (await users.FindForUpdate(tx, call.Instance.Id, user_id) is not { } user)
                {
                    return tx.Abandon(RequestFaults.NotFound);
                }

                if (await change.Apply(tx, user) is { } refused)
                {
                    return tx.Abandon(refused);
                }

                if (change is { Notify: true, NewEmailAddress: { } chosen } && user.EmailAddress is { } before && before != chosen)
                {
                    await identifications.Announce(tx, call.Instance, user, before, chosen);
                }

                if (hash is not null)
                {
                    await users.SetPassword(tx, user.Id, hash);
                }

                await factors.Apply(tx, call.Instance.Id, user.Id, import);
                if (change.SignOutOfOtherSessions)
                {
                    await sessions.RevokeAll(tx, call.Instance.Id, user.Id);
                }

                await users.Changed(tx, call.Instance.Id, user.Id);
                return null;
            }, ct);
            return fault is null ? await answers.One(call, user_id, ct) : new FaultResult(fault);
        }
    }

    /// <summary>The members of the body, checked: columns to set, and what needs more than a column.</summary>
    private sealed class Change
    {
        private readonly Dictionary<string, object?> _columns = new(StringComparer.Ordinal);
        private readonly List<(string Table, string IdColumn, string ValueColumn, string Id)> _primaries = [];

        private string? _imageId;

        public string? TotpSecret { get; private set; }

        public IReadOnlyList<string>? BackupCodes { get; private set; }

        public GivenPassword Password { get; private set; } = new(null, null, null, false);

        public bool SignOutOfOtherSessions { get; private set; }

        /// <summary>Whether the address that was primary is told.</summary>
        public bool Notify { get; private set; }

        /// <summary>The address that became primary.</summary>
        public string? NewEmailAddress => _columns.GetValueOrDefault("email_address") as string;

        public static Outcome<Change> Read(JsonElement? body, Instances.InstanceSettings settings, DateTimeOffset now)
        {
            Change change = new();
            foreach (JsonProperty member in body?.EnumerateObject().ToArray() ?? [])
            {
                if (change.Add(member.Name, member.Value, settings, now) is { } fault)
                {
                    return fault;
                }
            }

            return change;
        }

        public async Task<Fault?> Apply(Tx tx, UserRow user)
        {
            // A person has one image; what was uploaded for them is chosen already.
            if (_imageId is not null && _imageId != user.ImageId)
            {
                return RequestFaults.Value("profile_image_id");
            }

            foreach ((string table, string idColumn, string valueColumn, string id) in _primaries)
            {
                string? value = await tx.One<string>($"SELECT {valueColumn} FROM {table} WHERE id = @id AND user_id = @userId AND verification_status = 'verified'", new { id, userId = user.Id });
                if (value is null)
                {
                    return UserFaults.StillUnproven.At(idColumn);
                }

                _columns[idColumn] = id;
                _columns[valueColumn] = value;
            }

            if (_columns.Count == 0)
            {
                return null;
            }

            Dapper.DynamicParameters args = new(_columns);
            args.Add("id", user.Id);
            args.Add("instanceId", user.InstanceId);
            string? taken = await Taken(tx, args);
            if (taken is not null)
            {
                return UserFaults.Taken(taken);
            }

            await tx.Run($"UPDATE users SET {string.Join(", ", _columns.Keys.Select(column => $"{column} = @{column}"))} WHERE id = @id", args);
            return null;
        }

        private async Task<string?> Taken(Tx tx, Dapper.DynamicParameters args)
        {
            foreach ((string column, string shown) in new[] { ("username_key", "username"), ("external_id", "external_id") })
            {
                if (_columns.GetValueOrDefault(column) is not null &&
                    await tx.One<string>($"SELECT id FROM users WHERE instance_id = @instanceId AND {column} = @{column} AND id <> @id", args) is not null)
                {
                    return shown;
                }
            }

            return null;
        }

        private Fault? Add(string name, JsonElement value, Instances.InstanceSettings settings, DateTimeOffset now)
        {
            switch (name)
            {
                case "external_id" or "first_name" or "last_name" or "locale":
                    return Text(name, value, text => _columns[name] = text);
                case "username":
                    return Text(name, value, text => (_columns["username"], _columns["username_key"]) = (text, text is null ? null : UsernameRules.Key(text))) ??
                        (value.GetString() is { Length: > 0 } username ? UsernameRules.Check(settings.UserSettings.UsernameSettings, username) : null);
                case "password":
                    return value.ValueKind == JsonValueKind.String && value.GetString() is "" ? RequestFaults.Missing(name) : Text(name, value, text => Password = Password with { Password = text });
                case "totp_secret":
                    return Text(name, value, text => TotpSecret = text);
                case "backup_codes":
                    return Texts(name, value, texts => BackupCodes = texts);
                case "delete_self_enabled" or "create_organization_enabled" or "bypass_client_trust":
                    return Flag(name, value, flag => _columns[name] = flag);
                case "sign_out_of_other_sessions":
                    return Flag(name, value, flag => SignOutOfOtherSessions = flag);
                case "notify_primary_email_address_changed":
                    return Flag(name, value, flag => Notify = flag);
                case "skip_password_checks":
                    return Flag(name, value, flag => Password = Password with { SkipChecks = flag });
                case "password_digest":
                    return Text(name, value, text => Password = Password with { Digest = text }, Passwords.Imports.ImportedHashers.MaxDigest);
                case "password_hasher":
                    return Text(name, value, text => Password = Password with { Hasher = text });
                case "skip_legal_checks":
                    return Flag(name, value, _ => { });
                case "create_organizations_limit":
                    return Count(name, value);
                case "created_at" or "legal_accepted_at":
                    return Instant(name, value, now);
                case "profile_image_id":
                    return Text(name, value, text => _imageId = text);
                case "primary_email_address_id":
                    return Primary(name, value, "email_addresses", "email_address");
                case "primary_phone_number_id":
                    return Primary(name, value, "phone_numbers", "phone_number");
                case "primary_web3_wallet_id":
                    return Primary(name, value, "web3_wallets", "web3_wallet");
                default:
                    return RequestFaults.Unknown(name);
            }
        }

        private static Fault? Text(string name, JsonElement value, Action<string?> set, int maxLength = MaxText)
        {
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                return RequestFaults.Type(name);
            }

            string? text = value.GetString();
            set(string.IsNullOrEmpty(text) ? null : text);
            return text?.Length > maxLength ? RequestFaults.TooLong(name) : null;
        }

        private static Fault? Flag(string name, JsonElement value, Action<bool> set)
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            {
                return RequestFaults.Type(name);
            }

            if (value.ValueKind != JsonValueKind.Null)
            {
                set(value.GetBoolean());
            }

            return null;
        }

        private static Fault? Texts(string name, JsonElement value, Action<IReadOnlyList<string>> set)
        {
            bool isList = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);
            if (isList)
            {
                set([.. value.EnumerateArray().Select(item => item.GetString()!)]);
            }

            return isList || value.ValueKind == JsonValueKind.Null ? null : RequestFaults.Type(name);
        }

        private Fault? Count(string name, JsonElement value)
        {
            bool isCount = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);
            _columns[name] = isCount ? value.GetInt32() : null;
            return isCount && value.GetInt32() < 0 ? RequestFaults.Value(name) : isCount || value.ValueKind == JsonValueKind.Null ? null : RequestFaults.Type(name);
        }

        private Fault? Instant(string name, JsonElement value, DateTimeOffset now)
        {
            if (value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind != JsonValueKind.String || Rfc3339.Parse(value.GetString()) is not { } instant || instant > now)
            {
                return RequestFaults.Format(name);
            }

            _columns[name] = instant;
            return null;
        }

        private Fault? Primary(string name, JsonElement value, string table, string valueColumn)
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                _primaries.Add((table, name, valueColumn, value.GetString()!));
            }

            return value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? null : RequestFaults.Type(name);
        }
    }
}
