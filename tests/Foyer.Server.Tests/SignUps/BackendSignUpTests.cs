using Foyer.Server.Tests.SignIns;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.SignUps;

/// <summary>Sign-ups as the app's server sees them.</summary>
public sealed class BackendSignUpTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_id_the_app_gives_goes_over_to_the_user(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"));
        string path = "/sign_ups/" + begun.Id();
        Assert.Equal(("missing_requirements", "ada@example.com", null, false), (await backend.Get(path)).Json is var seen ? (seen.Text("status"), seen.Text("email_address"), seen.Text("external_id"), seen!["custom_action"]!.GetValue<bool>()) : default);

        Answer said = await backend.Patch(path, new { external_id = "crm-7", custom_action = true });
        Assert.Equal((200, "crm-7", true), (said.Status, said.Json.Text("external_id"), said.Json!["custom_action"]!.GetValue<bool>()));
        // What is not said stays; the person sees it, and cannot change it.
        Assert.Equal("crm-7", (await backend.Patch(path, new { custom_action = false })).Json.Text("external_id"));
        await visitor.Tunnel("PATCH", "/client" + path, ("external_id", "forged"), ("custom_action", "true"));
        Answer own = await visitor.Get("/client" + path);
        Assert.Equal(("crm-7", false), (own.Response.Text("external_id"), own.Response["custom_action"]!.GetValue<bool>()));
        Assert.Null((await backend.Patch(path, new { external_id = "" })).Json.Text("external_id"));
        await backend.Patch(path, new { external_id = "crm-7" });

        await visitor.Post($"/client{path}/prepare_verification", ("strategy", "email_code"));
        Answer done = await visitor.Post($"/client{path}/attempt_verification", ("strategy", "email_code"), ("code", await foyer.Server.GetCodeAsync("ada@example.com")));
        Assert.Equal(("complete", "crm-7"), (done.Step(), (await backend.User(done.Response.Text("created_user_id")!)).Text("external_id")));
        Answer over = await backend.Get(path);
        Assert.Equal(("complete", "[]", true), (over.Json.Text("status"), over.Json!["missing_fields"]!.ToJsonString(), over.Json["password_enabled"]!.GetValue<bool>()));
        await Refused(403, "sign_up_wrong_step", backend.Patch(path, new { external_id = "late" }));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_id_that_is_taken_is_refused_and_so_is_what_cannot_be_meant(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        Answer begun = await (await foyer.Visit()).Post("/client/sign_ups", ("email_address", "ada@example.com"));
        string path = "/sign_ups/" + begun.Id();
        await backend.Make(new { external_id = "crm-7" });
        Answer taken = await backend.Patch(path, new { external_id = "crm-7" });
        Assert.Equal((422, "form_identifier_exists", "external_id"), (taken.Status, taken.Code, taken.Param));
        await Refused(422, "form_param_max_length_exceeded", backend.Patch(path, new { external_id = new string('x', 257) }));
        await Refused(422, "form_param_unknown", backend.Patch(path, new { status = "complete" }));
        await Refused(422, "form_param_type_invalid", backend.Patch(path, new { custom_action = "yes" }));
        Assert.Null((await backend.Get(path)).Json.Text("external_id"));

        BackendApi other = await foyer.Backend(TestFoyer.OtherHost);
        await Refused(404, "resource_not_found", other.Get(path));
        await Refused(404, "resource_not_found", other.Patch(path, new { external_id = "theirs" }));
        await Refused(404, "resource_not_found", backend.Get("/sign_ups/sua_nobody"));
        foyer.Clock.Forward(TimeSpan.FromDays(1));
        Assert.Contains((await backend.Get(path)).Json.Text("status"), new[] { "abandoned", null });
    }
}
