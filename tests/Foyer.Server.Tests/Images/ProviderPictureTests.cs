using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Images;
using Foyer.Tests.Images;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Tests.Images;

/// <summary>Pictures taken over from providers (case 317): as guarded as an upload and as every call out, on both databases.</summary>
public sealed class ProviderPictureTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_picture_is_cleaned_and_kept_for_who_has_none(string database)
    {
        await using Gallery gallery = await Gallery.Open();
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string instance = (await foyer.Database.One<string>("SELECT instance_id FROM users WHERE id = @user", new { user }, CancellationToken.None))!;
        ProviderPictures pictures = foyer.Server.Services.GetRequiredService<ProviderPictures>();
        gallery.Shows("/ada.png", Pictures.WithSecrets("png"));
        gallery.Shows("/other.png", Pictures.Png(2, 2));

        Assert.False(await pictures.Fetch("ins_other", user, gallery.Url + "/ada.png", CancellationToken.None));
        Assert.True(await pictures.Fetch(instance, user, gallery.Url + "/ada.png", CancellationToken.None));
        JsonNode shown = (await backend.Get("/users/" + user)).Json!;
        Assert.True(shown["has_image"]!.GetValue<bool>());
        Assert.Equal(Pictures.Png(8, 8), await foyer.Database.One<byte[]>("SELECT bytes FROM images WHERE user_id = @user", new { user }, CancellationToken.None));

        // What somebody has stays, and who is gone gets nothing.
        Assert.False(await pictures.Fetch(instance, user, gallery.Url + "/other.png", CancellationToken.None));
        Assert.Equal(shown["image_url"]!.GetValue<string>(), (await backend.Get("/users/" + user)).Json!["image_url"]!.GetValue<string>());
        await backend.Delete("/users/" + user);
        Assert.False(await pictures.Fetch(instance, user, gallery.Url + "/other.png", CancellationToken.None));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_no_picture_or_not_for_us_to_call_leaves_the_initials(string database)
    {
        await using Gallery gallery = await Gallery.Open();
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string instance = (await foyer.Database.One<string>("SELECT instance_id FROM users WHERE id = @user", new { user }, CancellationToken.None))!;
        ProviderPictures pictures = foyer.Server.Services.GetRequiredService<ProviderPictures>();
        gallery.Shows("/x.svg", Pictures.Text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"));
        gallery.Shows("/x.html", Pictures.Text("<html><script>alert(1)</script></html>"));
        gallery.Shows("/large.png", Pictures.Png(8, 8, Pictures.Chunk("tEXt", new byte[2 * 1024 * 1024])));
        gallery.Shows("/bomb.png", Pictures.PngOf(30_000, 30_000, Pictures.Deflate(new byte[10])));
        gallery.Shows("/fine.png", Pictures.Png(8, 8));
        gallery.Redirects("/moved.png", gallery.Url + "/fine.png");

        foreach (string url in new[]
        {
            gallery.Url + "/x.svg", gallery.Url + "/x.html", gallery.Url + "/large.png", gallery.Url + "/bomb.png", gallery.Url + "/moved.png", gallery.Url + "/gone.png",
            "http://169.254.169.254/latest/meta-data", "https://10.0.0.1/x.png", "https://[::ffff:127.0.0.1]:1/x.png", "file:///etc/passwd", "ftp://127.0.0.1/x.png", "javascript:alert(1)", "x", "",
        })
        {
            Assert.False(await pictures.Fetch(instance, user, url, CancellationToken.None), url);
        }

        Assert.DoesNotContain("/fine.png", gallery.Asked);
        Assert.False((await backend.Get("/users/" + user)).Json!["has_image"]!.GetValue<bool>());
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM images", null, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_account_at_a_provider_asks_for_its_picture_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        string instance = (await foyer.Database.One<string>("SELECT instance_id FROM users WHERE id = @user", new { user }, CancellationToken.None))!;
        ExternalAccountStore accounts = foyer.Server.Services.GetRequiredService<ExternalAccountStore>();
        ExternalAccountDraft draft = new() { Connection = "oauth_google", ProviderUserId = "7", ImageUrl = "https://pictures.example/ada.png" };
        Task<long> Asks(ExternalAccountDraft connected) => foyer.Database.Write(async tx =>
        {
            await accounts.Insert(tx, instance, user, connected);
            return tx.Abandon(await tx.One<long>("SELECT count(*) FROM outbox WHERE kind = 'picture' AND subject_id = @user", new { user }));
        }, CancellationToken.None);
        Assert.Equal((1, 0), (await Asks(draft), await Asks(draft with { ImageUrl = null })));

        using MultipartFormDataContent form = [];
        form.Add(new ByteArrayContent(Pictures.Of("png")), "file", "a.png");
        Assert.Equal(200, (await backend.Upload($"/users/{user}/profile_image", form)).Status);
        Assert.Equal(0, await Asks(draft));
    }

    /// <summary>A web server of pictures on a port of this machine.</summary>
    private sealed class Gallery(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, byte[]> _pictures = new();
        private readonly ConcurrentDictionary<string, string> _moved = new();

        public string Url => app.Urls.Single();

        public ConcurrentQueue<string> Asked { get; } = new();

        public static async Task<Gallery> Open()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            WebApplication app = builder.Build();
            Gallery gallery = new(app);
            app.Run(gallery.Answer);
            await app.StartAsync();
            return gallery;
        }

        public void Shows(string path, byte[] picture) => _pictures[path] = picture;

        public void Redirects(string path, string target) => _moved[path] = target;

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task Answer(HttpContext context)
        {
            string path = context.Request.Path;
            Asked.Enqueue(path);
            if (_moved.TryGetValue(path, out string? target))
            {
                context.Response.Redirect(target);
                return;
            }

            context.Response.StatusCode = _pictures.ContainsKey(path) ? 200 : 404;
            context.Response.ContentType = "image/png";
            await context.Response.Body.WriteAsync(_pictures.GetValueOrDefault(path, []), context.RequestAborted);
        }
    }
}
