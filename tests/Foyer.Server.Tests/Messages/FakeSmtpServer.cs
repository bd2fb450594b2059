using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Foyer.Server.Tests.Messages;

/// <summary>A mail server on a loopback port: takes mail, writes down what was said to it, and fails when told to.</summary>
internal sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeSmtpServer(bool startTls = false)
    {
        Certificate = startTls ? NewCertificate() : null;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public X509Certificate2? Certificate { get; }

    /// <summary>Mail taken, as it was written: headers and body.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>Commands, with a mark before those that came encrypted.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>Answers to the next <c>RCPT</c> commands; 250 when there is none left.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        Certificate?.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => Serve(client));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                await Talk(client.GetStream());
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away.
        }
    }

    private async Task Talk(Stream stream)
    {
        bool encrypted = false;
        StreamReader reader = new(stream, Encoding.UTF8);
        Task Say(string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token).AsTask();
        await Say("220 fake");
        while (await reader.ReadLineAsync(_stop.Token) is { } command)
        {
            Said.Enqueue((encrypted ? "tls: " : "") + command);
            switch (command.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await Say("250-fake");
                    if (Certificate is not null && !encrypted)
                    {
                        await Say("250-STARTTLS");
                    }

                    await Say("250 AUTH LOGIN");
                    break;
                case "STARTTLS" when Certificate is not null:
                    await Say("220 go");
                    SslStream tls = new(stream);
                    await tls.AuthenticateAsServerAsync(Certificate);
                    (stream, encrypted, reader) = (tls, true, new StreamReader(tls, Encoding.UTF8));
                    break;
                case "AUTH":
                    foreach (string prompt in command.Split(' ').Length > 2 ? new[] { "UGFzc3dvcmQ6" } : ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"])
                    {
                        await Say("334 " + prompt);
                        Said.Enqueue((encrypted ? "tls: " : "") + await reader.ReadLineAsync(_stop.Token));
                    }

                    await Say("235 welcome");
                    break;
                case "RCPT":
                    await Say(Refusals.TryDequeue(out string? refusal) ? refusal : "250 ok");
                    break;
                case "DATA":
                    await Say("354 go on");
                    StringBuilder mail = new();
                    while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
                    {
                        mail.Append(line).Append('\n');
                    }

                    Taken.Enqueue(mail.ToString());
                    await Say("250 taken");
                    break;
                case "QUIT":
                    await Say("221 bye");
                    return;
                default:
                    await Say("250 ok");
                    break;
            }
        }
    }
}
