using System.Text.Json.Nodes;
using Foyer.Server.Tests.Users;
using static Foyer.Server.Tests.Identifications.Refusals;

namespace Foyer.Server.Tests.Identifications;

/// <summary>People's own phone numbers, and which of them is a second factor.</summary>
public sealed class OwnPhoneNumberTests
{
    private const string First = "+12015550100";
    private const string Second = "+12015550101";

    private static readonly object Phones = new
    {
        user_settings = new { attributes = new { phone_number = new { enabled = true, used_for_first_factor = true, used_for_second_factor = true, verifications = new[] { "phone_code" }, first_factors = new[] { "phone_code" }, second_factors = new[] { "phone_code" } } } },
    };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Numbers_are_proven_and_one_of_the_second_factors_is_used_first(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Phones);
        Visitor ada = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        Answer added = await ada.Post("/me/phone_numbers/", ("phone_number", "+1 (201) 555-0100"));
        Assert.Equal((200, First), (added.Status, added.Response.Text("phone_number")));
        string first = added.Response.Text("id")!;
        await Refused(400, "form_param_value_invalid", ada.Tunnel("PATCH", $"/me/phone_numbers/{first}", ("reserved_for_second_factor", "true")));
        await Refused(400, "form_param_value_invalid", ada.Post($"/me/phone_numbers/{first}/prepare_verification", ("strategy", "email_code")));
        await Prove(ada, first);
        Assert.Equal(first, (await ada.Get("/me")).Response.Text("primary_phone_number_id"));

        Answer factor = await ada.Tunnel("PATCH", $"/me/phone_numbers/{first}", ("reserved_for_second_factor", "true"));
        Assert.Equal((200, true, true), (factor.Status, Flag(factor.Response, "reserved_for_second_factor"), Flag(factor.Response, "default_second_factor")));
        string second = (await ada.Post("/me/phone_numbers", ("phone_number", Second), ("reserved_for_second_factor", "true"))).Response.Text("id")!;
        await Prove(ada, second);
        Assert.Equal((true, false), (Flag((await ada.Get($"/me/phone_numbers/{second}")).Response, "reserved_for_second_factor"), Flag((await ada.Get($"/me/phone_numbers/{second}")).Response, "default_second_factor")));
        Assert.Equal(200, (await ada.Tunnel("PATCH", $"/me/phone_numbers/{second}", ("default_second_factor", "true"))).Status);
        Assert.Equal([(first, false), (second, true)], (await ada.Get("/me/phone_numbers")).Json!.AsArray().Select(item => (item.Text("id")!, Flag(item!, "default_second_factor"))));
        Assert.Equal(200, (await ada.Tunnel("DELETE", $"/me/phone_numbers/{second}")).Status);
        Assert.True(Flag((await ada.Get($"/me/phone_numbers/{first}")).Response, "default_second_factor"));
        Answer off = await ada.Tunnel("PATCH", $"/me/phone_numbers/{first}", ("reserved_for_second_factor", "false"));
        Assert.Equal((false, false), (Flag(off.Response, "reserved_for_second_factor"), Flag(off.Response, "default_second_factor")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_may_have_one_number_pending_and_who_proves_it_first_owns_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Phones);
        Visitor ada = await foyer.Visit();
        Visitor bob = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        await bob.SignUp("bob@example.com");
        string adas = await Pend(ada, First);
        string bobs = await Pend(bob, First);
        Answer[] answers = await Task.WhenAll(ada.Post($"/me/phone_numbers/{adas}/attempt_verification", ("code", "424242")), bob.Post($"/me/phone_numbers/{bobs}/attempt_verification", ("code", "424242")));
        Assert.Equal([200, 422], answers.Select(answer => answer.Status).Order());
        Assert.Equal("form_identifier_exists", answers.Single(answer => answer.Status == 422).Code);
        Assert.Single((await (await foyer.Backend()).Get("/users?phone_number=" + Uri.EscapeDataString(First))).Json!.AsArray());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Other_peoples_numbers_do_not_exist(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Phones);
        Visitor ada = await foyer.Visit();
        Visitor eve = await foyer.Visit();
        await ada.SignUp("ada@example.com");
        await eve.SignUp("eve@example.com");
        string id = await Pend(ada, First);
        await Refused(404, "resource_not_found", eve.Get($"/me/phone_numbers/{id}"));
        await Refused(404, "resource_not_found", eve.Tunnel("PATCH", $"/me/phone_numbers/{id}", ("reserved_for_second_factor", "true")));
        await Refused(404, "resource_not_found", eve.Tunnel("DELETE", $"/me/phone_numbers/{id}"));
        await Refused(404, "resource_not_found", eve.Post($"/me/phone_numbers/{id}/attempt_verification", ("code", "424242")));
        await Refused(422, "form_param_format_invalid", eve.Post("/me/phone_numbers", ("phone_number", "12")));
    }

    private static bool Flag(JsonNode node, string name) => node[name]!.GetValue<bool>();

    private static async Task<string> Pend(Visitor visitor, string phoneNumber)
    {
        string id = (await visitor.Post("/me/phone_numbers", ("phone_number", phoneNumber))).Response.Text("id")!;
        Assert.Equal(200, (await visitor.Post($"/me/phone_numbers/{id}/prepare_verification", ("strategy", "phone_code"))).Status);
        return id;
    }

    private static async Task Prove(Visitor visitor, string id)
    {
        Assert.Equal(200, (await visitor.Post($"/me/phone_numbers/{id}/prepare_verification", ("strategy", "phone_code"))).Status);
        Answer proven = await visitor.Post($"/me/phone_numbers/{id}/attempt_verification", ("code", "424242"));
        Assert.Equal((200, "verified"), (proven.Status, proven.Response["verification"].Text("status")));
    }
}
