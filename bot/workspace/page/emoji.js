// The usual emoji by their Slack names.

const TABLE = `white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️
no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 rotating_light 🚨 fire 🔥 boom 💥 zap ⚡ bug 🐛 construction 🚧 question ❓
grey_question ❔ exclamation ❗ grey_exclamation ❕ interrobang ⁉️ information_source ℹ️ bulb 💡 mag 🔍 mag_right 🔎 eyes 👀 bell 🔔
no_bell 🔕 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭 wave 👋 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌
raised_hands 🙌 raised_hand ✋ hand ✋ clap 👏 pray 🙏 muscle 💪 point_right 👉 point_left 👈 point_up ☝️ point_down 👇 tada 🎉
confetti_ball 🎊 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 trophy 🏆 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉
medal 🏅 crown 👑 gem 💎 rocket 🚀 ship 🚢 package 📦 truck 🚚 hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩
link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 lock 🔒 unlock 🔓 key 🔑 shield 🛡️ book 📖 books 📚 blue_book 📘 notebook 📓
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄 bookmark_tabs 📑 card_index 📇 file_folder 📁 open_file_folder 📂
card_index_dividers 🗂️ calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock3 🕒 alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️
hourglass ⌛ hourglass_flowing_sand ⏳ chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 moneybag 💰
credit_card 💳 computer 💻 desktop_computer 🖥️ keyboard ⌨️ phone ☎️ telephone_receiver 📞 pager 📟 email 📧 envelope ✉️
incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 mailbox 📫 house 🏠 office 🏢 factory 🏭 globe_with_meridians 🌐
earth_africa 🌍 cloud ☁️ sunny ☀️ umbrella ☔ snowflake ❄️ rainbow 🌈 seedling 🌱 evergreen_tree 🌲 herb 🌿 leaves 🍃
large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠 red_circle 🔴 large_blue_circle 🔵 large_purple_circle 🟣
white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥 white_large_square ⬜
black_large_square ⬛ small_blue_diamond 🔹 small_orange_diamond 🔸 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrow_upper_right ↗️ arrow_lower_right ↘️ left_right_arrow ↔️ arrows_counterclockwise 🔄 repeat 🔁 rewind ⏪ fast_forward ⏩
arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ heavy_plus_sign ➕ heavy_minus_sign ➖ recycle ♻️
busts_in_silhouette 👥 bust_in_silhouette 👤 robot_face 🤖 ghost 👻 skull 💀 smile 😄 grinning 😀 slightly_smiling_face 🙂 wink 😉
blush 😊 sunglasses 😎 thinking_face 🤔 neutral_face 😐 confused 😕 disappointed 😞 cry 😢 sob 😭 scream 😱 sweat_smile 😅 joy 😂
heart_eyes 😍 heart ❤️ green_heart 💚 blue_heart 💙 broken_heart 💔 coffee ☕ beer 🍺 pizza 🍕 cake 🍰 birthday 🎂 test_tube 🧪
microscope 🔬 telescope 🔭 dart 🎯 label 🏷️ ticket 🎫 art 🎨 clapper 🎬 compass 🧭 world_map 🗺️ anchor ⚓ wastebasket 🗑️ broom 🧹
new 🆕 free 🆓 up 🆙 cool 🆒 ok 🆗 sos 🆘 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ zero 0️⃣ 100 💯 zzz 💤 see_no_evil 🙈 shrug 🤷
beach_with_umbrella 🏖️ palm_tree 🌴 face_with_monocle 🧐 sleeping 😴 ladybug 🐞 brain 🧠 jigsaw 🧩 bricks 🧱 ledger 📒 scroll 📜`;

const words = TABLE.split(/\s+/);
export const EMOJI = new Map();
for (let index = 0; index + 1 < words.length; index += 2) EMOJI.set(words[index], words[index + 1]);

export function emojiText(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) || whole);
}
