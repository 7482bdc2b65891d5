"""The families of claims in words a copywriter uses, and the five questions to ask before a text goes out."""

from __future__ import annotations

from typing import NamedTuple

FAMILY_NAMES = {
    "guarantee": "обещание результата", "superlative": "превосходство", "fear": "запугивание",
    "presumed_illness": "приписанная болезнь", "urgency": "спешка", "influencer": "реклама у блогера",
    "recovery_case": "случай излечения", "gratitude": "благодарность", "no_warning": "нет предупреждения",
    "rx_method": "рецептурное и методы", "therapeutic_nondrug": "лечебные свойства не у лекарства",
    "study_reference": "ссылка на исследования", "healthy_need": "нужно здоровому", "no_doctor": "без врача",
    "natural_safe": "натуральное — безопасное", "minors": "несовершеннолетние", "doctor_image": "образ врача",
    "state_approval": "одобрение властей", "credit_terms": "рассрочка и кредит", "stimulus": "награды и розыгрыши",
    "abortion": "аборт", "folk_medicine": "народная медицина", "license": "лицензия",
    "personal_data": "личные данные", "foreign_words": "иностранные слова", "banned_platform": "запрещённые площадки",
    "mailing": "рассылка",
}  # fmt: skip


class Question(NamedTuple):
    """``families``: whose findings answer it with «yes»; ``unseen``: what a person still has to look at."""

    text: str
    families: tuple[str, ...]
    unseen: str


QUESTIONS = (
    Question("Обещан результат лечения?", ("guarantee", "recovery_case"), "видео и голос за кадром"),
    Question("Читателя пугают или торопят?", ("fear", "presumed_illness", "urgency"), "картинки и музыку"),
    Question("Показан или назван чужой врач?", ("doctor_image", "influencer"), "чьи люди на фотографиях"),
    Question("Личные данные собирают или показывают без согласия?", ("personal_data", "mailing"), "есть ли согласия на бумаге"),
    Question("Обещана награда за отзыв или за друга?", ("stimulus", "gratitude"), "кто и за что писал отзывы"),
)  # fmt: skip
