using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.JwtTemplates.Backend;

/// <summary><c>GET /v1/jwt_templates</c>: newest first.</summary>
internal static class ListJwtTemplates
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/jwt_templates", Handle);

    private static async Task<IResult> Handle(BackendCall call, JwtTemplateStore templates, CancellationToken ct)
    {
        if (Numbers.Page(call.Request.Query, out int limit, out long offset) is { } fault)
        {
            return new FaultResult(fault);
        }

        IReadOnlyList<JwtTemplate> page = [.. (await templates.List(call.Instance.Id, limit, offset, ct)).Select(row => row.ToResource())];
        return call.Request.Query["paginated"] == "true"
            ? new WireResult<Page<JwtTemplate>>(new Page<JwtTemplate>(page, await templates.Count(call.Instance.Id, ct)), WireJson.Default.PageJwtTemplate)
            : new WireResult<IReadOnlyList<JwtTemplate>>(page, WireJson.Default.IReadOnlyListJwtTemplate);
    }
}

/// <summary><c>GET /v1/jwt_templates/{template_id}</c>.</summary>
internal static class GetJwtTemplate
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/jwt_templates/{template_id}", Handle);

    private static async Task<IResult> Handle(string template_id, BackendCall call, JwtTemplateStore templates, CancellationToken ct) =>
        await templates.Find(call.Instance.Id, template_id, ct) is { } row
            ? new WireResult<JwtTemplate>(row.ToResource(), WireJson.Default.JwtTemplate)
            : new FaultResult(RequestFaults.NotFound);
}

/// <summary><c>POST /v1/jwt_templates</c>.</summary>
internal static class CreateJwtTemplate
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/jwt_templates", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, JwtTemplateStore templates, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.JwtTemplateRequest, ct)).IsFault(out Fault? fault, out JwtTemplateRequest body))
        {
            return new FaultResult(fault);
        }

        fault = string.IsNullOrEmpty(body.Name) ? RequestFaults.Missing("name") :
            body.Claims is null ? RequestFaults.Missing("claims") :
            JwtTemplateRules.Check(body);
        return fault is not null || (await db.Write(tx => templates.Insert(tx, call.Instance.Id, body), ct)).IsFault(out fault, out JwtTemplateRow row)
            ? new FaultResult(fault)
            : new WireResult<JwtTemplate>(row.ToResource(), WireJson.Default.JwtTemplate);
    }
}

/// <summary><c>PATCH /v1/jwt_templates/{template_id}</c>: what is absent stays; a new key comes with its algorithm.</summary>
internal static class UpdateJwtTemplate
{
    public static void Map(RouteGroupBuilder backend) => backend.MapPatch("/jwt_templates/{template_id}", Handle);

    private static async Task<IResult> Handle(string template_id, BackendCall call, Database db, JwtTemplateStore templates, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.JwtTemplateRequest, ct)).IsFault(out Fault? fault, out JwtTemplateRequest body))
        {
            return new FaultResult(fault);
        }

        if (await templates.Find(call.Instance.Id, template_id, ct) is not { } before)
        {
            return new FaultResult(RequestFaults.NotFound);
        }

        // Saying again that there is a custom key, without one, keeps the one there is.
        if (body is { CustomSigningKey: true, SigningKey: null } && before.CustomSigningKey && (body.SigningAlgorithm ?? before.SigningAlgorithm) == before.SigningAlgorithm)
        {
            body = body with { CustomSigningKey = null, SigningAlgorithm = null };
        }

        fault = JwtTemplateRules.Check(body);
        return fault is not null || (await db.Write(tx => templates.Update(tx, call.Instance.Id, template_id, body), ct)).IsFault(out fault, out JwtTemplateRow row)
            ? new FaultResult(fault)
            : new WireResult<JwtTemplate>(row.ToResource(), WireJson.Default.JwtTemplate);
    }
}

/// <summary><c>DELETE /v1/jwt_templates/{template_id}</c>.</summary>
internal static class DeleteJwtTemplate
{
    public static void Map(RouteGroupBuilder backend) => backend.MapDelete("/jwt_templates/{template_id}", Handle);

    private static async Task<IResult> Handle(string template_id, BackendCall call, Database db, JwtTemplateStore templates, CancellationToken ct) =>
        await db.Write(tx => templates.Delete(tx, call.Instance.Id, template_id), ct)
            ? new WireResult<DeletedObject>(new DeletedObject("jwt_template", template_id), WireJson.Default.DeletedObject)
            : new FaultResult(RequestFaults.NotFound);
}
