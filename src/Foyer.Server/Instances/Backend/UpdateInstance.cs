using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Instances.Backend;

/// <summary><c>GET /v1/instance</c>, and <c>PATCH /v1/instance</c>: settings of the instance as a whole; what is absent stays.</summary>
internal static partial class UpdateInstance
{
    private const int MaxOrigins = 100;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/instance", (BackendCall call) => new WireResult<InstanceResource>(
            new InstanceResource
            {
                Id = call.Instance.Id,
                EnvironmentType = call.Instance.IsDevelopment ? "development" : "production",
                AllowedOrigins = call.Instance.Settings.AllowedOrigins,
            }, WireJson.Default.InstanceResource));
        backend.MapPatch("/instance", Handle);
    }

    private static async Task<IResult> Handle(BackendCall call, Database db, InstanceStore instances, InstanceRegistry registry, Outbox outbox, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UpdateInstanceRequest, ct)).IsFault(out Fault? fault, out UpdateInstanceRequest body))
        {
            return new FaultResult(fault);
        }

        if ((fault = Check(body, call.Instance)) is not null)
        {
            return new FaultResult(fault);
        }

        List<Change> changes = [.. Changes(body)];
        if (changes.Count == 0)
        {
            return Results.NoContent();
        }

        JsonObject document = [];
        changes.ForEach(change => SettingsChanges.Lay(document, change.Document()));
        string? named = await db.Write(async tx =>
        {
            if (await instances.ChangeSettings(tx, call.Instance.Id, document) is { } inFile)
            {
                return tx.Abandon(inFile);
            }

            await outbox.Audit(tx, call.Instance.Id, "instance.updated", null, call.Instance.Id);
            return (string?)null;
        }, ct);
        if (named is not null)
        {
            return new FaultResult(SettingsFaults.NamedByFile(named, changes.First(change => change.Path == named).Param));
        }

        await registry.Reload(ct);
        return Results.NoContent();
    }

    private static Fault? Check(UpdateInstanceRequest body, Instance instance) =>
        body.TestMode == true && !instance.IsDevelopment ? RequestFaults.Value("test_mode") :
        body.SupportEmail is { Length: > 0 } address && EmailAddressRules.Normalize(address) is null ? RequestFaults.Format("support_email") :
        body.ClerkJsVersion is { Length: > 0 } version && !Version().IsMatch(version) ? RequestFaults.Format("clerk_js_version") :
        body.DevelopmentOrigin is not null && !instance.IsDevelopment ? RequestFaults.Value("development_origin") :
        body.DevelopmentOrigin is { Length: > 0 } home && Origins.Normalize(home) is null ? RequestFaults.Format("development_origin") :
        body.AllowedOrigins?.Count > MaxOrigins ? RequestFaults.TooLong("allowed_origins") :
        body.AllowedOrigins?.Any(origin => Origins.NormalizeAllowed(origin) is null) == true ? RequestFaults.Format("allowed_origins") :
        body.CookielessDev == false ? RequestFaults.NotAvailable("cookieless_dev") :
        body.UrlBasedSessionSyncing == false ? RequestFaults.NotAvailable("url_based_session_syncing") :
        body.PreferredSignInStrategyWhenPasswordRequired is not (null or "" or "password" or "otp") ? RequestFaults.Value("preferred_sign_in_strategy_when_password_required") :
        null;

    private static IEnumerable<Change> Changes(UpdateInstanceRequest body)
    {
        DisplayConfig display = SettingsDocument.Default.DisplayConfig;
        if (body.TestMode is { } testMode)
        {
            yield return new Change("test_mode", "auth_config.test_mode", testMode);
        }

        if (body.Hibp is { } hibp)
        {
            yield return new Change("hibp", "user_settings.password_settings.disable_hibp", !hibp);
        }

        if (body.SupportEmail is { } supportEmail)
        {
            yield return new Change("support_email", "display_config.support_email", EmailAddressRules.Normalize(supportEmail) ?? "");
        }

        if (body.ClerkJsVersion is { } version)
        {
            yield return new Change("clerk_js_version", "display_config.clerk_js_version", version.Length > 0 ? version : display.ClerkJsVersion);
        }

        if (body.DevelopmentOrigin is { } home)
        {
            yield return new Change("development_origin", "display_config.home_url", Origins.Normalize(home) ?? "");
        }

        if (body.AllowedOrigins is { } origins)
        {
            yield return new Change("allowed_origins", "allowed_origins", new JsonArray([.. origins.Select(origin => JsonValue.Create(Origins.NormalizeAllowed(origin))).DistinctBy(origin => origin!.GetValue<string>())]));
        }

        if (body.PreferredSignInStrategyWhenPasswordRequired is { } first)
        {
            yield return new Change("preferred_sign_in_strategy_when_password_required", "display_config.preferred_sign_in_strategy", first.Length > 0 ? first : display.PreferredSignInStrategy);
        }
    }

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    /// <summary>One setting.</summary>
    /// <param name="Param">Its name in the request.</param>
    /// <param name="Path">Its place in the settings document.</param>
    /// <param name="Value">What it shall be.</param>
    private sealed record Change(string Param, string Path, JsonNode? Value)
    {
        public JsonObject Document() => (JsonObject)Path.Split('.').Reverse().Aggregate(Value, (inner, name) => new JsonObject { [name] = inner })!;
    }
}
