using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.SignUps;

namespace Foyer.Tests.Server;

/// <summary>The operator's own fields: what their settings may say and what people may give.</summary>
public sealed class CustomFieldsTests
{
    private static readonly IReadOnlyList<CustomFieldSettings> Fields =
    [
        new() { Key = "company", Type = "text", Required = true, MaxLength = 10 },
        new() { Key = "seats", Type = "number" },
        new() { Key = "newsletter", Type = "checkbox" },
        new() { Key = "rules", Type = "checkbox", Required = true },
        new() { Key = "plan", Type = "select", Required = true, Options = [new CustomFieldOption { Value = "free" }, new CustomFieldOption { Value = "pro" }] },
        new() { Key = "born", Type = "date" },
        new() { Key = "about", Type = "textarea" },
    ];

    [Theory]
    [InlineData("{}", null, null)]
    [InlineData("""{"company":"Acme","seats":3.5,"newsletter":false,"rules":true,"plan":"pro","born":"1815-12-10","about":"","own":["anything"]}""", null, null)]
    [InlineData("""{"company":null,"plan":"","born":""}""", null, null)]
    [InlineData("""{"company":"much too long"}""", "form_param_max_length_exceeded", "custom_company")]
    [InlineData("""{"company":1}""", "form_param_type_invalid", "custom_company")]
    [InlineData("""{"seats":"3"}""", "form_param_type_invalid", "custom_seats")]
    [InlineData("""{"seats":1e999}""", "form_param_format_invalid", "custom_seats")]
    [InlineData("""{"newsletter":"true"}""", "form_param_type_invalid", "custom_newsletter")]
    [InlineData("""{"plan":"gold"}""", "form_param_value_invalid", "custom_plan")]
    [InlineData("""{"plan":["pro"]}""", "form_param_type_invalid", "custom_plan")]
    [InlineData("""{"born":"10.12.1815"}""", "form_param_format_invalid", "custom_born")]
    [InlineData("""{"born":"1815-02-30"}""", "form_param_format_invalid", "custom_born")]
    public void What_is_given_has_the_type_of_its_field(string metadata, string? code, string? param)
    {
        Foyer.Server.Fault? fault = CustomFields.Check(Fields, Json(metadata));

        Assert.Equal((code, param), (fault?.Code, fault?.Meta?.ParamName));
    }

    [Theory]
    [InlineData(null, "custom_company custom_rules custom_plan")]
    [InlineData("{}", "custom_company custom_rules custom_plan")]
    [InlineData("""{"company":"  ","rules":false,"plan":""}""", "custom_company custom_rules custom_plan")]
    [InlineData("""{"company":"Acme","rules":true,"plan":"gold"}""", "custom_plan")]
    [InlineData("""{"company":"Acme","rules":true,"plan":"free"}""", "")]
    public void A_required_field_is_missing_until_it_is_rightly_filled(string? metadata, string missing) =>
        Assert.Equal(missing, string.Join(' ', CustomFields.Missing(Fields, metadata is null ? null : Json(metadata))));

    [Theory]
    [InlineData("""[{"key":"company","labels":{"en":"Company","de":"Firma"}},{"key":"plan","type":"select","options":[{"value":"a"}]}]""", null)]
    [InlineData("""[{"key":"1st"}]""", "[0].key")]
    [InlineData("""[{}]""", "[0].key")]
    [InlineData("""[{"key":"a"},{"key":"a"}]""", "[1].key")]
    [InlineData("""[{"key":"a","type":"colour"}]""", "[0].type")]
    [InlineData("""[{"key":"a","type":"select"}]""", "[0].options")]
    [InlineData("""[{"key":"a","options":[{"value":"x"}]}]""", "[0].options")]
    [InlineData("""[{"key":"a","type":"select","options":[{"value":"x"},{"value":"x"}]}]""", "[0].options[1].value")]
    [InlineData("""[{"key":"a","max_length":0}]""", "[0].max_length")]
    [InlineData("""[{"key":"a","required":"yes"}]""", "[0].required")]
    [InlineData("""[{"key":"a","label":"A"}]""", "[0].label")]
    [InlineData("""[{"key":"a","labels":{"en":1}}]""", "[0].labels.en")]
    [InlineData("""["a"]""", "[0]")]
    public void A_list_that_cannot_be_asked_is_refused_with_its_place(string fields, string? place)
    {
        JsonObject settings = new() { ["user_settings"] = new JsonObject { ["sign_up"] = new JsonObject { ["custom_fields"] = JsonNode.Parse(fields) } } };

        SettingsException? refused = Record.Exception(() => { SettingsDocument.Apply(settings, isDevelopment: true); }) as SettingsException;

        Assert.Equal(place is null ? null : "user_settings.sign_up.custom_fields" + place, refused?.Path);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
