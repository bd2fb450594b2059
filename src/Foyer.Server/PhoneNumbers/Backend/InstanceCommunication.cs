using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.PhoneNumbers.Backend;

/// <summary><c>/v1/instance/communication</c>: the countries whose numbers get no codes.</summary>
internal static class InstanceCommunicationSettings
{
    private const string Param = "blocked_country_codes";
    private const int MaxCountries = 250;

    public static void Map(RouteGroupBuilder backend)
    {
        backend.MapGet("/instance/communication", (BackendCall call) => Answer(call.Instance));
        backend.MapPatch("/instance/communication", Update);
    }

    /// <summary>The whole list is replaced; countries without numbers of their own are left out of it, as the contract has it.</summary>
    private static async Task<IResult> Update(BackendCall call, Database db, InstanceStore instances, InstanceRegistry registry, Outbox outbox, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.UpdateCommunicationRequest, ct)).IsFault(out Fault? fault, out UpdateCommunicationRequest body))
        {
            return new FaultResult(fault);
        }

        if (body.BlockedCountryCodes is not { } codes)
        {
            return Answer(call.Instance);
        }

        if (codes.Count > MaxCountries || codes.Distinct().Count() < codes.Count || codes.Any(code => code is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
        {
            return new FaultResult(RequestFaults.Format(Param));
        }

        JsonArray known = [.. codes.Where(PhoneNumberRules.Countries.Contains).Select(code => JsonValue.Create(code))];
        string? named = await db.Write(async tx =>
        {
            if (await instances.ChangeSettings(tx, call.Instance.Id, new JsonObject { ["messages"] = new JsonObject { ["sms"] = new JsonObject { [Param] = known.DeepClone() } } }) is { } inFile)
            {
                return tx.Abandon(inFile);
            }

            await outbox.Audit(tx, call.Instance.Id, "instance.communication_updated", null, call.Instance.Id);
            return (string?)null;
        }, ct);
        if (named is not null)
        {
            return new FaultResult(SettingsFaults.NamedByFile(named, Param));
        }

        await registry.Reload(ct);
        return Answer(registry.All.First(instance => instance.Id == call.Instance.Id));
    }

    private static WireResult<InstanceCommunication> Answer(Instance instance) =>
        new(new InstanceCommunication { BlockedCountryCodes = instance.Settings.Messages.Sms.BlockedCountryCodes }, WireJson.Default.InstanceCommunication);
}
