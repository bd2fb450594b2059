using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Restrictions.Backend;

/// <summary><c>PATCH /v1/instance/restrictions</c>: the switches of the lists; what is absent stays.</summary>
internal static class UpdateRestrictions
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPatch("/instance/restrictions", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, InstanceStore instances, InstanceRegistry registry, DisposableDomains disposable, Outbox outbox, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UpdateRestrictionsRequest, ct)).IsFault(out Fault? fault, out UpdateRestrictionsRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.BlockDisposableEmailDomains == true && !disposable.IsKnown)
        {
            return new FaultResult(RestrictionFaults.NoDisposableDomains);
        }

        JsonObject changes = [];
        foreach ((string name, bool? value) in new[]
        {
            ("allowlist", body.Allowlist), ("blocklist", body.Blocklist), ("allowlist_blocklist_disabled_on_sign_in", body.AllowlistBlocklistDisabledOnSignIn),
            ("block_email_subaddresses", body.BlockEmailSubaddresses), ("block_disposable_email_domains", body.BlockDisposableEmailDomains),
        })
        {
            if (value is { } enabled)
            {
                changes[name] = new JsonObject { ["enabled"] = enabled };
            }
        }

        if (changes.Count > 0)
        {
            string? named = await db.Write(async tx =>
            {
                if (await instances.ChangeSettings(tx, call.Instance.Id, new JsonObject { ["user_settings"] = new JsonObject { ["restrictions"] = changes.DeepClone() } }) is { } inFile)
                {
                    return tx.Abandon(inFile);
                }

                await outbox.Audit(tx, call.Instance.Id, "instance.restrictions_updated", null, call.Instance.Id);
                return (string?)null;
            }, ct);
            if (named is not null)
            {
                return new FaultResult(SettingsFaults.NamedByFile(named, named.Split('.')[2]));
            }

            await registry.Reload(ct);
        }

        RestrictionSettings settings = registry.All.First(instance => instance.Id == call.Instance.Id).Settings.UserSettings.Restrictions;
        return new WireResult<InstanceRestrictions>(
            new InstanceRestrictions
            {
                Allowlist = settings.Allowlist.Enabled,
                Blocklist = settings.Blocklist.Enabled,
                AllowlistBlocklistDisabledOnSignIn = settings.AllowlistBlocklistDisabledOnSignIn.Enabled,
                BlockEmailSubaddresses = settings.BlockEmailSubaddresses.Enabled,
                BlockDisposableEmailDomains = settings.BlockDisposableEmailDomains.Enabled,
            },
            WireJson.Default.InstanceRestrictions);
    }
}
